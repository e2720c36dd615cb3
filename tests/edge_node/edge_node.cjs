// A Sparkplug edge node as Eclipse Tahu's client makes one, driven by one line of JSON at a time.
//
// The first line says where to connect, who it is and what its devices' births tell; each later one is data
// of a device. It answers with one word per line: born, reborn, sent. Sparkplug publishes at QoS 0, which
// nobody acknowledges; so a word is said once the broker has acknowledged something that was sent after it.

"use strict";

const readline = require("node:readline");
const sparkplug = require("sparkplug-client");

const REBIRTH = "Node Control/Rebirth";

let client;

function say(word) {
  client.client.publish("edge-node/said", word, { qos: 1 }, () => process.stdout.write(`${word}\n`));
}

function bear(devices) {
  const now = Date.now();
  const metrics = [{ name: REBIRTH, type: "Boolean", value: false, timestamp: now }];
  client.publishNodeBirth({ timestamp: now, metrics });
  for (const [device, birth] of Object.entries(devices)) {
    client.publishDeviceBirth(device, { timestamp: Date.now(), metrics: birth });
  }
}

function start({ url, group, node, devices }) {
  client = sparkplug.newClient({
    serverUrl: url,
    username: "",
    password: "",
    groupId: group,
    edgeNode: node,
    clientId: `${group}-${node}`,
    version: "spBv1.0",
  });
  client.on("birth", () => {
    bear(devices);
    say("born");
  });
  client.on("ncmd", (payload) => {
    if (payload.metrics.some((metric) => metric.name === REBIRTH && metric.value === true)) {
      bear(devices);
      say("reborn");
    }
  });
}

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const told = JSON.parse(line);
  if (client === undefined) {
    start(told);
  } else {
    client.publishDeviceData(told.device, { timestamp: Date.now(), metrics: told.metrics });
    say("sent");
  }
});
