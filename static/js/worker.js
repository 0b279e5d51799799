/* The portal without network. SHELL (its page, its assets, the name of this edition) comes from /sw.js. Nothing else is
   ever kept here: pages of people who are signed in are asked of the server, each time. docs/offline.md */
"use strict";

const CACHE = `shell-${SHELL.name}`;

// Asked as a visitor: the page is the same for everybody.
const fill = async () => {
  const cache = await caches.open(CACHE);
  await cache.addAll([SHELL.page, ...SHELL.assets].map((url) => new Request(url, { credentials: "omit", cache: "reload" })));
};
const dropOthers = async () => {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
};
const kept = async (url) => (await caches.open(CACHE)).match(url);

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(fill());
});
addEventListener("activate", (event) => event.waitUntil(dropOthers().then(() => clients.claim())));
addEventListener("message", (event) => event.waitUntil(clients.claim()));

const opened = async (request) => {
  try {
    return await fetch(request);
  } catch (error) {
    // What was sent waits on the device; its address is left, so that nothing is sent by opening the page again.
    if (request.method !== "GET") return Response.redirect(SHELL.page, 303);
    return (await kept(SHELL.page)) ?? Promise.reject(error);
  }
};

addEventListener("fetch", (event) => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(opened(request));
  else if (request.method === "GET" && SHELL.assets.includes(pathname)) {
    event.respondWith(kept(pathname).then((answer) => answer ?? fetch(request)));
  }
});
