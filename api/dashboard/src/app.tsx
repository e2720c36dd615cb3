/** The page: the band, then what the address asks for. */

import { useEffect } from "preact/hooks";
import { chooseBand } from "./derive/band";
import { type Store, useModel, useTick } from "./live/store";
import { AlertPage } from "./pages/alert";
import { DevicePage } from "./pages/device";
import { DevicesPage } from "./pages/devices";
import { DutyPage } from "./pages/duty";
import { FarmPage } from "./pages/farm";
import { GoodsPage } from "./pages/goods";
import { PlacePage } from "./pages/place";
import { ProductPage } from "./pages/product";
import { ProductsPage } from "./pages/products";
import { ShipmentPage } from "./pages/shipment";
import { BandBar, Notes } from "./parts/band";
import { ReaderChoice } from "./parts/reader_choice";
import { toDevices, toFarm, toGoods, toProducts, useRoute, type Route } from "./route";
import { text } from "./strings";
import { makeView, type View } from "./view";

export function App({ store }: { store: Store }) {
  const model = useModel(store);
  const deviceMs = useTick();
  const route = useRoute();
  const view = makeView(model, deviceMs);
  const isOld = view?.isOld === true;
  useEffect(() => {
    document.documentElement.classList.toggle("is-old", isOld);
  }, [isOld]);
  const band = chooseBand(model, view?.lastClock ?? "");
  useEffect(() => {
    document.title = `${band.title} · ${text.product}`;
  }, [band.title]);
  return (
    <>
      <a class="skip" href="#main" onClick={skip}>
        {text.skip}
      </a>
      <BandBar band={band} view={view} isSmall={route.page !== "farm"} />
      {view !== null && (
        <div class="content">
          <Notes view={view} />
          {route.page !== "farm" && (
            <nav>
              <Back route={route} />
            </nav>
          )}
          <Page route={route} view={view} store={store} />
          <ReaderChoice />
        </div>
      )}
      {view === null && model.link === "lost" && <p class="content none">{text.band.neverSeenHint}</p>}
      {model.link === "refused" && <p class="content none">{text.alerts.readOnly}</p>}
    </>
  );
}

function Page({ route, view, store }: { route: Route; view: View; store: Store }) {
  if (route.page === "place") return <PlacePage key={route.id} id={route.id} view={view} store={store} />;
  if (route.page === "alert") return <AlertPage key={route.id} id={route.id} view={view} store={store} />;
  if (route.page === "devices") return <DevicesPage view={view} />;
  if (route.page === "device") return <DevicePage key={route.id} id={route.id} view={view} />;
  if (route.page === "duty") return <DutyPage view={view} />;
  if (route.page === "goods") return <GoodsPage view={view} />;
  if (route.page === "shipment") return <ShipmentPage key={route.id} id={route.id} view={view} />;
  if (route.page === "products") return <ProductsPage />;
  if (route.page === "product") return <ProductPage key={route.id} id={route.id} view={view} />;
  return <FarmPage view={view} store={store} />;
}

function Back({ route }: { route: Route }) {
  const { to, name } = wayBack(route);
  return (
    <a class="back" href={to}>
      <span aria-hidden="true">‹ </span>
      {name}
    </a>
  );
}

function wayBack(route: Route): { to: string; name: string } {
  if (route.page === "device") return { to: toDevices, name: text.devices.heading };
  if (route.page === "shipment") return { to: toGoods, name: text.goods.back };
  if (route.page === "product") return { to: toProducts, name: text.products.back };
  if (route.page === "products") return { to: toGoods, name: text.goods.back };
  return { to: toFarm, name: text.place.back };
}

/** Move the focus without touching the address, which names the page. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}
