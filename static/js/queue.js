/* Facts that wait on this device: kept for one person, sent once, forgotten after a day. Every page has it, before
   portal.js; what draws them is offline.js. What is kept, and when it goes: docs/offline.md. */
const queue = (() => {
  "use strict";

  const DAY = 24 * 60 * 60 * 1000, MINUTE = 60 * 1000, PATIENCE = 4000, SOON = 5000;
  const FILING = "/faits/nouveau/", FACT = /^\/faits\/[0-9a-f-]{36}\/$/;
  const LEAVING = "leaving"; // the fact that this tab sends with its form, as any page does
  const SAID = {
    waiting: "En attente du réseau",
    sending: "Envoi en cours",
    "signed out": "Reconnectez-vous pour envoyer",
    designation: "Écrit sous une autre de vos désignations\u00a0: reprenez-la pour envoyer",
    asks: "Le portail vous demande d’abord autre chose\u00a0: ouvrez-le",
    later: "Le portail ne répond pas\u00a0; nouvel essai dans une minute",
    reread: "À relire avant l’envoi",
    conflict: "Déjà reçu avec d’autres mots\u00a0: voyez «\u00a0Mes faits déclarés\u00a0», puis supprimez-le ici",
  };
  const { person, designation } = document.body.dataset;
  const arrivedHere = () => /(?:^|; )arrived=[^;]/.test(document.cookie) && FACT.test(location.pathname);
  let mood = "waiting", beingSent = ""; // what keeps all of them, and which one is on its way
  let counted = 0;
  let hasArrived = arrivedHere(); // asked at once: portal.js takes the word away

  // A device that does not answer holds up no form.
  const soon = (promise) => Promise.race([promise, new Promise((resolve) => setTimeout(resolve, PATIENCE))]).catch(() => {});

  // --- What the device keeps: `facts` by their submission, `device` the person and the answers of the form --------
  const settled = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => reject(request.error);
  });
  let opened;
  const database = () => {
    opened ??= (async () => {
      const request = indexedDB.open("convention77", 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("facts", { keyPath: "id" });
        request.result.createObjectStore("device");
      };
      return settled(request);
    })();
    return opened;
  };
  const within = async (name, mode, does) => {
    const transaction = (await database()).transaction(name, mode);
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    const request = does(transaction.objectStore(name));
    await done;
    return request.result;
  };
  const find = (name, key) => within(name, "readonly", (store) => store.get(key));
  const everything = () => within("facts", "readonly", (store) => store.getAll());
  const write = (fact) => within("facts", "readwrite", (store) => store.put(fact));
  const erase = (name, key) => within(name, "readwrite", (store) => store.delete(key));
  const forget = async () => {
    await within("facts", "readwrite", (store) => store.clear());
    await within("device", "readwrite", (store) => store.clear());
  };
  const formKey = (who) => `form:${who.person}:${who.designation}`;
  const draftKey = (who) => `draft:${who.person}:${who.designation}`;
  const isOld = (kept) => Date.now() - kept.at > DAY;
  const editing = (id) => `editing:${id}`; // the lock of a page that has it in its form
  const isLeaving = (fact) => Date.now() - (fact.leaving || 0) < 2 * MINUTE;

  // After a day, and as soon as somebody else is signed in.
  const tidy = async () => {
    for (const fact of await everything()) {
      if (isOld(fact) || (person && fact.person !== person)) await erase("facts", fact.id);
    }
    for (const key of await within("device", "readonly", (store) => store.getAllKeys())) {
      const kept = await find("device", key);
      if (kept && (isOld(kept) || (person && kept.person !== person))) await erase("device", key);
    }
    if (person && designation) {
      await within("device", "readwrite", (store) => store.put({ person, designation, at: Date.now() }, "who"));
    }
  };
  const who = async () => person && designation ? { person, designation } : find("device", "who");

  // --- What becomes of the fact that this tab has sent with its form ----------------------------------------------
  const remembered = (value) => {
    try {
      if (value === undefined) return sessionStorage.getItem(LEAVING);
      if (value) sessionStorage.setItem(LEAVING, value);
      else sessionStorage.removeItem(LEAVING);
    } catch { /* then it waits two minutes, and is sent again as the same one */ }
    return value;
  };
  // What the form that came back says of it. Nothing of a page that asks who it was between.
  const whyIn = (page) => [...page.querySelectorAll(".error-summary li")]
    .map((line) => line.textContent.replace(/\s+/g, " ").trim()).join(" ").slice(0, 300);
  const isOpenHere = (id) => Boolean(document.querySelector(`[name=submission][value="${CSS.escape(id)}"]`));
  const openAnywhere = async () => {
    const { held } = await navigator.locks?.query() ?? { held: [] };
    const names = held.map((lock) => lock.name);
    return (fact) => isOpenHere(fact.id) || location.hash === `#fait=${fact.id}` || names.includes(editing(fact.id));
  };
  const settleLeaving = async () => {
    const id = remembered(), fact = id && await find("facts", id);
    if (!fact) return;
    const keepsNothing = document.querySelector("[data-forget]"); // nor may the device
    if (hasArrived || keepsNothing) await erase("facts", id);
    else if (isOpenHere(id)) await write({ ...fact, state: "reread", leaving: 0, why: whyIn(document) });
    else await write({ ...fact, leaving: 0 });
    if (!isOpenHere(id) || keepsNothing) remembered("");
  };
  // Between form and fact a page asks who it was between. The answer carries the draft's name, as the form did, and the
  // photos, which the portal has not kept; not those of an answer that files nothing.
  const askingForm = () => [...document.forms].find((form) =>
    form.elements.submission?.value === remembered() && form.elements.submission.value && !form.querySelector("textarea"));
  const carryOn = async (form, submitter) => {
    const fact = await find("facts", remembered()), draft = document.createElement("input");
    Object.assign(draft, { type: "hidden", name: "draft", value: `${person}:${designation}:${FILING}::` });
    form.append(draft);
    if (submitter?.name !== "between" || submitter.value === "household" || !fact) return;
    form.enctype = "multipart/form-data";
    form.addEventListener("formdata", ({ formData }) => fact.photos.forEach((photo) => formData.append("photos", photo, photo.name)));
  };
  const offerToCarry = () => {
    const form = askingForm();
    if (!form || form.dataset.asking) return;
    form.dataset.asking = "1";
    form.addEventListener("submit", async (event) => {
      if (form.dataset.carried) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      form.dataset.carried = "1";
      await soon(ready.then(() => carryOn(form, event.submitter)));
      form.requestSubmit(event.submitter);
    });
  };

  // --- Sending: as this person, under that designation, each once -------------------------------------------------
  const pathOf = (answer) => new URL(answer.url).pathname;
  const isBusy = (answer) => answer.status >= 500 || answer.status === 429;
  const whereLed = (answer) => pathOf(answer).startsWith("/accounts/") ? "signed out" : "asks";
  // A fresh token, from the page of the form as it opens to whoever is signed in now.
  const askToken = async () => {
    const answer = await fetch(FILING, { cache: "no-store", signal: AbortSignal.timeout?.(MINUTE) });
    if (isBusy(answer)) return { mood: "later" };
    if (!answer.ok || pathOf(answer) !== FILING) return { mood: whereLed(answer) };
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
    const { person: signedIn, designation: under } = page.body.dataset;
    return { token, person: signedIn, designation: under };
  };
  const post = async (fact, token) => {
    const data = new FormData();
    fact.values.forEach(([name, value]) => data.append(name, value));
    data.append("csrfmiddlewaretoken", token);
    data.append("acting_as", fact.designation);
    fact.photos.forEach((photo) => data.append("photos", photo, photo.name));
    const answer = await fetch(FILING, { method: "POST", body: data, signal: AbortSignal.timeout?.(10 * MINUTE) });
    if (answer.redirected && FACT.test(pathOf(answer))) {
      await erase("facts", fact.id);
      tell("facts:sent", { fact, url: pathOf(answer) });
    } else if (answer.redirected) mood = whereLed(answer);
    else if (isBusy(answer)) mood = "later";
    else {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      await write({ ...fact, state: answer.status === 409 ? "conflict" : "reread", why: whyIn(page) });
    }
  };
  const sendAll = async () => {
    const isOpen = await openAnywhere();
    const due = (await everything()).filter((fact) => fact.state === "waiting" && !isLeaving(fact) && !isOpen(fact));
    if (!due.length) return;
    due.sort((one, other) => one.at - other.at);
    const door = await askToken();
    mood = door.mood ?? (door.person === due[0].person ? "waiting" : "signed out");
    for (const fact of due) {
      if (mood !== "waiting" || !door.token) break;
      if (fact.designation !== door.designation) continue;
      beingSent = fact.id;
      await show();
      await post(fact, door.token);
    }
    if (mood === "waiting" && due.some((fact) => fact.designation !== door.designation)) mood = "designation";
  };
  // One page of the portal at a time; where a browser has no locks, the server knows a submission that came already.
  const alone = (does) => navigator.locks
    ? navigator.locks.request("facts", { ifAvailable: true }, (lock) => lock ? does() : askSoon())
    : does();
  // "Online" is said before the network carries anything: asked again soon, then less and less often.
  let pause = SOON, retry;
  const askSoon = () => {
    clearTimeout(retry);
    retry = setTimeout(again, pause);
    pause = Math.min(2 * pause, MINUTE);
  };
  const send = async () => {
    if (!navigator.onLine) mood = "waiting";
    else {
      try {
        await alone(async () => {
          await sendAll();
          pause = SOON;
        });
      } catch { // cut off on the way: sent again, as the same one
        mood = "waiting";
        askSoon();
      }
    }
    beingSent = "";
    await show();
  };

  // --- What is said of them ---------------------------------------------------------------------------------------
  const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
  const stateOf = (fact) => SAID[fact.id === beingSent ? "sending" : fact.state === "waiting" ? mood : fact.state];
  const inWords = (count) => `${count} fait${count > 1 ? "s" : ""} en attente`;
  const sayOnPage = (facts) => {
    document.querySelector("[data-facts-waiting]")?.remove();
    if (!facts.length || document.querySelector("[data-queue]")) return;
    const notice = document.createElement("div"), text = document.createElement("div");
    notice.className = "notice warn";
    notice.dataset.factsWaiting = "";
    text.textContent = `${inWords(facts.length)} sur cet appareil. `;
    if (person) {
      const link = document.createElement("a");
      link.href = FILING;
      link.textContent = "Voir";
      text.append(link);
    } else {
      const them = facts.length > 1 ? ["les envoyer", "les efface"] : ["l’envoyer", "l’efface"];
      text.append(`Reconnectez-vous avec le même compte pour ${them[0]}\u00a0; un autre compte ${them[1]}.`);
    }
    notice.append(text);
    document.getElementById("contenu")?.prepend(notice);
  };
  const show = async () => {
    const all = (await everything()).filter((fact) => fact.state !== "draft" && !isOpenHere(fact.id));
    const facts = all.filter((fact) => !isLeaving(fact)).sort((one, other) => one.at - other.at);
    counted = all.length;
    sayOnPage(facts);
    tell("facts:changed", facts);
  };

  // --- Signing out erases them: said before -----------------------------------------------------------------------
  const askBeforeLeaving = (form) => form.addEventListener("submit", async (event) => {
    if (form.dataset.forgotten) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await soon(ready);
    const lost = `${inWords(counted)} ser${counted > 1 ? "ont perdus" : "a perdu"}, avec les photos. Se déconnecter quand même\u00a0?`;
    if (counted && !confirm(lost)) return;
    await soon(forget());
    form.dataset.forgotten = "1";
    form.requestSubmit();
  });

  const settle = async () => {
    await settleLeaving();
    await show();
  };
  let ready = "indexedDB" in window ? tidy().then(settle) : Promise.reject(new Error("no storage"));
  ready.then(send).catch(() => {}); // a device that keeps nothing loses comfort only
  const again = () => ready.then(send).catch(() => {}); // without asking what was counted: it may have been put aside since
  addEventListener("online", again);
  addEventListener("pageshow", (event) => { if (event.persisted) ready.then(show).then(again).catch(() => {}); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) again(); });
  setInterval(again, MINUTE);
  document.querySelectorAll("[data-logout]").forEach(askBeforeLeaving);
  offerToCarry();
  // An answer that was put in the place of the page: static/js/pieces.js.
  document.addEventListener("htmx:load", ({ detail: { elt } }) => {
    if (elt.id !== "contenu") return;
    hasArrived = arrivedHere();
    offerToCarry();
    ready = ready.then(settle);
    ready.then(send).catch(() => {});
  });

  return {
    get ready() { return ready; },
    FILING, SIGNED_OUT: SAID["signed out"], editing, who, find, everything, write, erase, send, show, stateOf, inWords, formKey, draftKey, remembered, soon,
    keepForm: (own, answers) => within("device", "readwrite", (store) => store.put({ ...own, answers, at: Date.now() }, formKey(own))),
  };
})();
