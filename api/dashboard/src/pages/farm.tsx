/** The first page: what is wrong, how every place is, which lot has the fewest days left. */

import { lotsInOrder, openAlerts, placesInOrder, recentlyResolved } from "../derive/order";
import type { Store } from "../live/store";
import { AlertCard } from "../parts/alert_card";
import { Foot } from "../parts/foot";
import { LotCard } from "../parts/lot_card";
import { Resolved } from "../parts/resolved";
import { Tile } from "../parts/tile";
import { toDevices, toGoods } from "../route";
import { text } from "../strings";
import type { View } from "../view";

/** The way to the devices; loud only while one waits for a place. */
function Inbox({ waiting }: { waiting: number }) {
  return (
    <a class={waiting > 0 ? "card inbox-link" : "to-devices"} href={toDevices}>
      {waiting > 0 ? text.devices.waiting(waiting) : text.devices.link}
      <span aria-hidden="true"> ›</span>
    </a>
  );
}

export function FarmPage({ view, store }: { view: View; store: Store }) {
  const { farm } = view;
  const open = openAlerts(farm.alerts);
  const places = placesInOrder(farm.places);
  const lots = lotsInOrder(farm.lots);
  return (
    <div class="columns">
      <main id="main" tabIndex={-1}>
        <section aria-labelledby="alerts">
          <h2 id="alerts">{text.alerts.heading}</h2>
          {open.length === 0 && <p class="none">{view.isOld ? text.alerts.noneOld : text.alerts.none}</p>}
          <div class="alerts">
            {open.map((alert) => (
              <AlertCard key={alert.id} alert={alert} view={view} store={store} />
            ))}
          </div>
        </section>
        <section aria-labelledby="places">
          <h2 id="places">{text.places.heading}</h2>
          {places.length === 0 && (
            <p class="none">
              {text.places.none} {text.places.noneHint}
            </p>
          )}
          <div class="tiles">
            {places.map((place) => (
              <Tile key={place.id} place={place} view={view} />
            ))}
          </div>
          <Inbox waiting={farm.summary.inbox_devices} />
        </section>
      </main>
      <aside aria-label={text.lots.heading}>
        <h2>{text.lots.heading}</h2>
        {lots.length === 0 && <p class="none">{text.lots.none}</p>}
        <div class="lots">
          {lots.map((lot) => (
            <LotCard key={lot.id} lot={lot} view={view} />
          ))}
        </div>
        <a class="to-devices" href={toGoods}>
          {text.goods.link}
          <span aria-hidden="true"> ›</span>
        </a>
        <Resolved alerts={recentlyResolved(farm.alerts, view.nowMs)} view={view} />
        <Foot view={view} />
      </aside>
    </div>
  );
}
