import { render } from "preact";
import { App } from "./app";
import { Follower } from "./live/follow";
import { Store } from "./live/store";
import "uplot/dist/uPlot.min.css";
import "./style/tokens.css";
import "./style/page.css";
import "./style/band.css";
import "./style/alerts.css";
import "./style/deeds.css";
import "./style/places.css";
import "./style/chart.css";
import "./style/devices.css";
import "./style/goods.css";

const store = new Store();
const page = document.getElementById("page");
if (page !== null) render(<App store={store} />, page);
new Follower(store).start();
