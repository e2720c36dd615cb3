/** Which page the address asks for: everything after the "#". */

import { useEffect, useState } from "preact/hooks";

export type Route =
  | { page: "farm" }
  | { page: "place"; id: string }
  | { page: "alert"; id: string }
  | { page: "devices" }
  | { page: "device"; id: string }
  | { page: "goods" }
  | { page: "duty" }
  | { page: "shipment"; id: string }
  | { page: "products" }
  | { page: "product"; id: string };

export function parseRoute(hash: string): Route {
  const [page, id] = hash.replace(/^#\/?/, "").split("/");
  if (id !== undefined && id !== "" && page === "places") return { page: "place", id: decode(id) };
  if (id !== undefined && id !== "" && page === "alerts") return { page: "alert", id: decode(id) };
  if (id !== undefined && id !== "" && page === "devices") return { page: "device", id: decode(id) };
  if (id !== undefined && id !== "" && page === "shipments") return { page: "shipment", id: decode(id) };
  if (id !== undefined && id !== "" && page === "products") return { page: "product", id: decode(id) };
  if (page === "devices") return { page: "devices" };
  if (page === "products") return { page: "products" };
  if (page === "duty") return { page: "duty" };
  if (page === "goods") return { page: "goods" };
  return { page: "farm" };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a stray "%" is taken as it stands; the page then says that it does not know it
  }
}

export const toFarm = "#/";
export const toPlace = (id: string): string => `#/places/${encodeURIComponent(id)}`;
export const toAlert = (id: string): string => `#/alerts/${encodeURIComponent(id)}`;
export const toDuty = "#/duty";
export const toDevices = "#/devices";
export const toDevice = (id: string): string => `#/devices/${encodeURIComponent(id)}`;
export const toGoods = "#/goods";
export const toShipment = (id: string): string => `#/shipments/${encodeURIComponent(id)}`;

export const toProducts = "#/products";
export const toProduct = (id: string): string => `#/products/${encodeURIComponent(id)}`;

/** Draw again when the address changes, from the top of the page. */
export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const onChange = (): void => {
      setHash(location.hash);
      window.scrollTo(0, 0);
    };
    window.addEventListener("hashchange", onChange);
    return () => window.removeEventListener("hashchange", onChange);
  }, []);
  return parseRoute(hash);
}
