/* What the portal adds for comfort; every page works without it. Behaviour is asked for by attributes: docs/look.md. */
(() => {
  "use strict";

  const DAY = 24 * 60 * 60 * 1000;
  const DRAFT = "draft:";
  const SHORTCUTS = "shortcuts";
  const say = (text) => {
    const live = document.getElementById("live");
    if (live) live.textContent = text;
  };

  // A device without storage (private window, full disk) loses comfort only.
  const store = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, value); } catch { /* no draft, then */ } },
    remove(key) { try { localStorage.removeItem(key); } catch { /* nothing to remove */ } },
    keys() { try { return Object.keys(localStorage); } catch { return []; } },
  };

  // --- One click, one sending -------------------------------------------------------------------------------------
  const sendersOf = (form) => [...form.elements].filter((e) => e.type === "submit");
  const release = (form) => {
    delete form.dataset.sending;
    sendersOf(form).filter((b) => b.getAttribute("aria-busy")).forEach((button) => {
      button.removeAttribute("aria-busy");
      button.disabled = false;
    });
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-repeat")) return;
    if (form.dataset.sending) { event.preventDefault(); return; }
    form.dataset.sending = "1";
    setTimeout(() => sendersOf(form).filter((b) => !b.disabled).forEach((button) => {
      button.setAttribute("aria-busy", "true");
      button.disabled = true;
    }));
  });
  addEventListener("pageshow", () => [...document.forms].forEach(release));
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest && event.target.closest("form");
    if (form) release(form);
  });

  // --- Order by hand: a row is taken by its number and let go elsewhere; the list is then saved as it lies -----------
  const offerSorting = (list) => {
    let held = null;
    list.classList.add("by-hand"); // so that one sees where to take hold
    const numbered = (item) => item.querySelector(".rank");
    [...list.children].filter(numbered).forEach((item) => {
      numbered(item).addEventListener("pointerdown", () => { item.draggable = true; });
      item.addEventListener("dragstart", (event) => {
        held = item;
        item.classList.add("dragged");
        event.dataTransfer.effectAllowed = "move";
      });
      item.addEventListener("dragover", (event) => {
        if (!held || held === item) return;
        event.preventDefault();
        const { top, height } = item.getBoundingClientRect();
        item[event.clientY < top + height / 2 ? "before" : "after"](held);
      });
      item.addEventListener("drop", (event) => event.preventDefault());
      item.addEventListener("dragend", () => {
        item.classList.remove("dragged");
        item.draggable = false;
        held = null;
        const form = list.closest("form");
        form.elements.order.value = [...list.children].map((row) => row.dataset.piece).join(" ");
        form.requestSubmit();
      });
    });
    list.addEventListener("dragover", (event) => { if (held) event.preventDefault(); });
  };

  // --- How much is left to write ----------------------------------------------------------------------------------
  const count = (area) => {
    if (area.dataset.counted) return;
    area.dataset.counted = "1";
    const line = document.createElement("div");
    line.className = "counter";
    area.insertAdjacentElement("afterend", line);
    const show = () => {
      const left = area.maxLength - area.value.length;
      line.textContent = `${left} restant${Math.abs(left) > 1 ? "s" : ""}`;
      line.classList.toggle("low", left <= 50);
      if (left === 50 || left === 0) say(`${left} caractères restants`);
    };
    area.addEventListener("input", show);
    show();
  };

  // --- "Maintenant" -----------------------------------------------------------------------------------------------
  const offerNow = (button) => {
    const field = document.getElementById(button.dataset.nowFor);
    if (!field) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      // By the clock of Seine-et-Marne, wherever the device thinks it is; Swedes write a moment as the field does.
      field.value = new Date().toLocaleString("sv-SE", { timeZone: "Europe/Paris" }).replace(" ", "T").slice(0, 16);
      field.dispatchEvent(new Event("input", { bubbles: true }));
      say("Date et heure remplies");
    });
  };
  const offerPrint = (button) => {
    button.hidden = false;
    button.addEventListener("click", () => print());
  };

  // For another tool, in one tap; where the browser forbids it, through a field that is selected.
  const copied = (text) => {
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const { copy } = button.dataset;
    await (navigator.clipboard?.writeText(copy) ?? Promise.reject(new Error())).catch(() => copied(copy));
    button.querySelector("[data-copy-label]").textContent = "Texte copié";
    say("Texte copié");
  });

  // --- Keys; they can be switched off in the menu (WCAG 2.1.4) ----------------------------------------------------
  const keysOn = () => store.get(SHORTCUTS) !== "off";
  const typing = (target) => target.matches("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
  const isShown = (element) => element.getClientRects().length > 0;
  const moveAlong = (table, step) => {
    const links = [...table.querySelectorAll("tbody tr")].map((row) => row.querySelector("a, button")).filter(Boolean);
    const at = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
    const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step;
    if (links[next]) links[next].focus();
  };
  // Where the address leads to choices, or to a row: these take the focus, also of what was folded.
  const goTo = (hash) => {
    const place = hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
    if (!place) return;
    if (place.matches("details")) place.open = true;
    const wanted = place.matches("[data-digits]") ? place.querySelector("input[type=radio]:checked") || place.querySelector("input[type=radio]")
      : place.matches("tr") && place.querySelector("a");
    if (wanted) wanted.focus();
  };
  // A key presses what carries it (`data-key`): in a list that of the row in focus, or of all that are ticked
  // (`data-key-of-ticked`); else the one on the page that is seen. Nothing has a key that has no button.
  const press = (key, table) => {
    const seen = (place, name) => [...place.querySelectorAll(`[${name}="${CSS.escape(key)}"]`)].find(isShown);
    const ticked = table && table.querySelector("[data-key=x]:checked") && seen(document, "data-key-of-ticked");
    const row = table && document.activeElement.closest("tr");
    const found = ticked || (row && seen(row, "data-key")) || seen(document, "data-key");
    if (!found || (table && table.contains(found) && !(row && row.contains(found)))) return false;
    found.click();
    if (found.matches("a") && found.hash && found.pathname === location.pathname) goTo(found.hash);
    else if (found.matches("summary")) goTo(`#${found.parentElement.id}`);
    return true;
  };
  const choose = (group, digit) => {
    const radio = group.querySelectorAll("input[type=radio]:not(:disabled)")[digit - 1];
    if (!radio || !isShown(radio)) return; // none there, or folded away
    radio.focus();
    radio.click();
  };
  // Facts that wait: j and k go from row to row, x takes a row in or out, a digit is the act of the row's group.
  const triage = (place, key) => {
    const rows = [...place.querySelectorAll(".triage li")];
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const group = (document.activeElement.closest(".triage-group") || place.querySelector(".triage-group"));
    if (key === "j" || key === "k") {
      const next = at < 0 ? (key === "j" ? 0 : rows.length - 1) : at + (key === "j" ? 1 : -1);
      if (rows[next]) rows[next].querySelector("a").focus();
    } else if (key === "x" && at >= 0) {
      rows[at].querySelector("[type=checkbox]").click();
    } else if (group) {
      const act = group.querySelector(`[data-digit="${key}"]`);
      if (act) act.click();
      if (act && act.matches("summary")) act.parentElement.querySelector("select").focus();
    }
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keysOn() || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const waiting = document.querySelector("[data-triage]");
    if (waiting && /^[jkx1-9]$/.test(event.key)) triage(waiting, event.key);
    if (waiting) return;
    const table = document.querySelector("[data-keys]");
    const group = document.querySelector("[data-digits]");
    if (table && (event.key === "j" || event.key === "k")) moveAlong(table, event.key === "j" ? 1 : -1);
    else if (group && /^[1-9]$/.test(event.key)) choose(group, Number(event.key));
    else if (/^[a-z?]$/.test(event.key) && press(event.key, table)) event.preventDefault();
  });
  const offerDialog = (button) => {
    const dialog = document.getElementById(button.dataset.opens);
    button.hidden = false;
    button.addEventListener("click", () => dialog.showModal());
    dialog.querySelector("[data-closes]").addEventListener("click", () => dialog.close());
  };
  // The one box, from anywhere: the link leads to its page where this script is not.
  const offerPalette = (links) => {
    const dialog = document.getElementById("palette");
    links.forEach((link) => link.addEventListener("click", () => dialog.showModal()));
    dialog.addEventListener("htmx:afterSwap", (event) => {
      const box = dialog.querySelector("[name=texte]");
      if (event.detail.target === dialog && box) box.focus();
    });
    document.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k") return;
      event.preventDefault();
      if (!document.querySelector("dialog[open]")) links[0].click();
    });
  };
  const offerTickAll = (label) => {
    const all = label.querySelector("input"), boxes = () => [...document.forms[label.dataset.tickAll].elements].filter((each) => each.dataset.key === "x");
    label.hidden = false;
    all.addEventListener("change", () => boxes().forEach((box) => { box.checked = all.checked; }));
    document.addEventListener("change", (event) => {
      if (event.target.dataset.key === "x") all.checked = boxes().every((box) => box.checked);
    });
  };
  const offerShortcuts = (button) => {
    const label = button.querySelector("span");
    const show = () => {
      button.setAttribute("aria-pressed", String(keysOn()));
      label.textContent = `Raccourcis clavier : ${keysOn() ? "actifs" : "inactifs"}`;
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      store.set(SHORTCUTS, keysOn() ? "off" : "on");
      show();
    });
    show();
  };

  // --- From what is typed down into what it found, and up again ---------------------------------------------------
  const walkInto = (form) => {
    const found = document.getElementById(form.dataset.leadsInto);
    const walk = (event) => {
      const stops = [form.querySelector("[type=search]"), ...found.querySelectorAll(".title a")];
      const next = stops.indexOf(document.activeElement) + { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!stops.includes(document.activeElement) || !stops[next]) return;
      event.preventDefault();
      stops[next].focus();
    };
    [form, found].forEach((place) => place.addEventListener("keydown", walk));
  };

  // --- Drafts: on this device, for this person, for a day ---------------------------------------------------------
  // Of hidden fields only what was stored when the form was opened: a draft must not overwrite what came since.
  const isKept = (field) => field.name && (field.name === "stored" || !["hidden", "file", "password", "submit", "button"].includes(field.type));
  const written = (form) => [...form.elements].filter(isKept)
    .filter((field) => !["radio", "checkbox"].includes(field.type) || field.checked)
    .map((field) => [field.name, field.value]);
  const refill = (form, values) => [...form.elements].filter(isKept).forEach((field) => {
    const own = values.filter(([name]) => name === field.name).map(([, value]) => value);
    if (["radio", "checkbox"].includes(field.type)) field.checked = own.includes(field.value);
    else if (own.length) field.value = own[0];
    field.dispatchEvent(new Event("input"));
    if (field.type === "radio" && field.checked) field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  const readDraft = (key) => {
    try {
      const draft = JSON.parse(store.get(key));
      return draft && Date.now() - draft.at < DAY ? draft : null;
    } catch { return null; }
  };
  const forgetDrafts = (keep) => store.keys().filter((key) => key.startsWith(DRAFT) && !keep(key)).forEach(store.remove);
  // A draft belongs to a person, a designation, an address, and to what the form is about (`data-about`) and whom it
  // addresses (`data-to`), by the names of the fields that say so: it comes back nowhere else.
  const given = (form, name) => form.elements[name]?.value ?? "";
  const addresseeOf = (form) => form.dataset.to ? given(form, form.dataset.to) : "";
  const matterOf = (form) => {
    const { pathname, search } = new URL(form.action);
    const about = (form.dataset.about ?? "").split(" ").map((name) => given(form, name)).join(":");
    return `${document.body.dataset.person}:${given(form, "acting_as")}:${pathname}${search}:${about}`;
  };
  const textsOf = (form) => [...form.elements].filter((field) => field.name && field.matches("textarea, [type=text]"));
  const hasWords = (form) => textsOf(form).some((field) => field.value.trim());
  const choiceOf = (form, addressee) => form.querySelector(`[name="${form.dataset.to}"][value="${CSS.escape(addressee)}"]`);
  const labelOf = (choice) => choice.closest("label").querySelector("span").firstChild.textContent.trim();
  const noticeBefore = (place, words, act, does) => {
    const notice = document.createElement("div"), text = document.createElement("div");
    notice.className = "notice";
    text.textContent = `${words} `;
    if (act) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn small";
      button.textContent = act;
      button.addEventListener("click", does);
      text.append(button);
    }
    notice.append(text);
    place.before(notice);
    return notice;
  };
  const announceDraft = (form, key) => {
    noticeBefore(form, "Votre brouillon, gardé sur cet appareil, a été repris.", "L’effacer", () => {
      const waits = [];
      store.remove(key);
      document.dispatchEvent(new CustomEvent("draft:erased", { detail: { waits } }));
      form.reset();
      Promise.allSettled(waits).then(() => location.reload());
    });
    say("Brouillon repris");
  };
  // Of another addressee: said, and taken up with its addressee alone.
  const offerOthers = (form, own) => {
    const before = `${DRAFT}${matterOf(form)}:`;
    store.keys().filter((key) => key.startsWith(before) && key !== own).forEach((key) => {
      const draft = readDraft(key), addressee = key.slice(before.length), choice = choiceOf(form, addressee);
      if (!draft || !choice) return;
      const words = `Un brouillon pour « ${labelOf(choice)} » est gardé sur cet appareil.`;
      const notice = noticeBefore(form, words, "Le reprendre", () => {
        notice.remove();
        // Its other choices once the server has drawn what goes with this one.
        document.addEventListener("htmx:afterSettle", () => {
          if (addresseeOf(form) !== addressee) return;
          refill(form, draft.values);
          form.dispatchEvent(new Event("change", { bubbles: true }));
        }, { once: true });
        choiceOf(form, addressee).click(); // drawn anew since, perhaps
      });
    });
  };
  // Another addressee was chosen: what was written stays with the former one, and what was kept for this one comes back.
  const changeTexts = (form, values, former) => {
    const kept = new Map(values), hadWords = hasWords(form);
    form.querySelectorAll(".field .advice, .field .error").forEach((said) => said.remove()); // of what was written
    textsOf(form).forEach((field) => {
      field.value = kept.get(field.name) ?? "";
      field.dispatchEvent(new Event("input"));
    });
    form.querySelector("[data-kept-for]")?.remove();
    const choice = hadWords && choiceOf(form, former);
    if (!choice) return;
    const words = `Ce que vous écriviez est gardé pour « ${labelOf(choice)} », et revient avec ce choix.`;
    noticeBefore(form.querySelector("textarea").closest(".field"), words).dataset.keptFor = former;
    say(words);
  };
  const keepDraft = (form) => {
    const carried = document.createElement("input");
    carried.type = "hidden";
    carried.name = "draft";
    form.append(carried);
    const here = new Map(); // by addressee, on this page: a device without storage loses nothing either
    let addressee;
    const turn = () => {
      addressee = addresseeOf(form);
      carried.value = `${matterOf(form)}:${addressee}`;
      if (form.elements.written_for) form.elements.written_for.value = addressee;
      return DRAFT + carried.value;
    };
    let key = turn();
    const draft = readDraft(key);
    const shown = JSON.stringify(written(form));
    if (draft && !document.querySelector("[data-error-summary]")) refill(form, draft.values);
    // A page that comes back with what was typed takes nothing up.
    if (JSON.stringify(written(form)) !== shown) {
      form.closest("details")?.setAttribute("open", "");
      announceDraft(form, key);
      // Once HTMX listens: a preview that nobody asks for stays old, and its buttons off.
      document.addEventListener("htmx:load", () => form.dispatchEvent(new Event("change", { bubbles: true })), { once: true });
    }
    if (form.dataset.to) offerOthers(form, key);
    form.addEventListener("input", () => {
      const former = addressee;
      if (addresseeOf(form) !== former) {
        here.set(former, written(form));
        key = turn();
        changeTexts(form, here.get(addressee) ?? readDraft(key)?.values ?? [], former);
      }
      // Among several addressees, one that nothing was written for has no draft.
      if (form.dataset.to && !hasWords(form)) store.remove(key);
      else store.set(key, JSON.stringify({ at: Date.now(), values: written(form) }));
    });
  };
  // On the server's word only: any page may come after a sending, signing in or a refusal too.
  const forgetArrived = () => {
    const arrived = document.cookie.split("; ").find((cookie) => cookie.startsWith("arrived="));
    if (!arrived) return;
    store.remove(DRAFT + decodeURIComponent(arrived.slice("arrived=".length)));
    document.cookie = "arrived=; path=/; max-age=0";
  };
  // What names a third person stays on no device.
  const longTexts = () => [...document.forms].filter((form) =>
    form.method === "post" && form.querySelector("textarea") && !form.matches("[data-no-draft]"));
  const keepDrafts = () => {
    forgetArrived();
    forgetDrafts((key) => readDraft(key)); // a day old, or none
    document.querySelectorAll("[data-forget]").forEach((page) => forgetDrafts((key) => !key.includes(`:${page.dataset.forget}`)));
    const { person } = document.body.dataset;
    if (person) {
      forgetDrafts((key) => key.startsWith(`${DRAFT}${person}:`));
      longTexts().forEach(keepDraft);
    }
    const said = document.querySelector("[data-kept]");
    if (said) said.hidden = !store.keys().some((key) => key.startsWith(DRAFT));
  };

  // --- Focus and the live region ----------------------------------------------------------------------------------
  const focusOn = (element) => {
    if (!element.matches("a, button, input, select, textarea, [tabindex]")) element.tabIndex = -1;
    element.focus();
  };
  // A part of the page that was fetched when it opened takes no focus: nobody asked for it, and the page would jump.
  const cameByItself = (event) => {
    const asked = event.detail.requestConfig;
    return Boolean(asked && asked.elt.matches('[hx-trigger="load"]'));
  };
  document.addEventListener("htmx:afterSettle", (event) => {
    const place = event.detail.elt;
    const said = place.matches("[data-say]") ? place : place.querySelector("[data-say]");
    if (said) say(said.textContent.trim());
    const wanted = place.querySelector("[data-focus], [data-error-summary]");
    if (wanted) focusOn(wanted);
    else if (document.activeElement === document.body && !place.matches("[hx-trigger]") && !cameByItself(event)) focusOn(place);
  });
  // What could not be fetched is seen, not only heard, and asked again from where it failed.
  const failed = (event) => {
    const { elt, verb, path } = event.detail.requestConfig;
    if (elt.parentNode.querySelector(":scope > [data-failed]")) return;
    const notice = document.createElement("div");
    notice.className = "notice bad";
    notice.dataset.failed = "";
    notice.setAttribute("role", "alert");
    const text = document.createElement("div");
    text.textContent = "Cette partie de la page n’a pas pu être actualisée ; ce qu’elle montre peut dater. ";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn small";
    button.textContent = "Réessayer";
    button.addEventListener("click", () => {
      notice.remove();
      htmx.ajax(verb.toUpperCase(), path, { source: elt });
    });
    text.append(button);
    notice.append(text);
    elt.before(notice);
    say("La demande n’a pas abouti.");
  };
  ["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach((name) => document.addEventListener(name, failed));

  // --- A preview is what will be read, or nothing is sent ---------------------------------------------------------
  const keepPreviewTrue = (form) => {
    const told = (field) => field.type === "radio" || field.type === "checkbox" ? field.checked : field.value;
    const said = () => [...form.elements].filter((field) => field.name && !["hidden", "submit"].includes(field.type))
      .map((field) => `${field.name} ${told(field)}`).join("\n");
    let changes = 0, asked = 0, shown = said();
    const show = (stale) => {
      form.toggleAttribute("data-stale", stale);
      form.querySelectorAll("[data-needs-preview]").forEach((button) => {
        if (stale && !button.disabled) { button.disabled = true; button.dataset.waits = ""; }
        if (!stale && "waits" in button.dataset) { button.disabled = false; delete button.dataset.waits; }
      });
    };
    // What was asked before the last change is not shown: it would undo that change. The next request is on its way.
    form.addEventListener("htmx:beforeSwap", (event) => { if (changes > asked) event.detail.shouldSwap = false; });
    const changed = (event) => {
      if (event.target.name === "widening_reason") return; // not in the preview
      // Leaving a field says once more what typing has said and the preview shows: the click that left it counts.
      if (event.type === "change" && said() === shown) { event.stopPropagation(); return; }
      changes += 1;
      show(true);
    };
    form.addEventListener("input", changed, true);
    form.addEventListener("change", changed, true);
    form.addEventListener("htmx:beforeRequest", () => { asked = changes; });
    document.addEventListener("htmx:afterSettle", () => {
      if (changes === asked) shown = said();
      show(changes > asked);
    });
    document.addEventListener("htmx:afterRequest", (event) => {
      if (event.detail.successful && event.detail.elt === form) form.parentNode.querySelector(":scope > [data-failed]")?.remove();
    });
  };

  // --- A choice that asks for more: its field stands under it, and only then --------------------------------------
  const askUnderChoice = (group) => {
    const form = group.closest("form");
    const options = [...group.querySelectorAll("input")];
    const names = (option) => (option?.dataset.asks ?? "").split(" ").filter(Boolean);
    const fields = new Map(options.flatMap(names).map((name) => [name, form.elements[name].closest(".field")]));
    // One that may be filled beside any choice (`data-beside-all`) is never hidden: it goes under the choice that asks
    // for it, and back to its place.
    const homes = new Map([...fields.values()].filter((field) => field.querySelector("[data-beside-all]"))
      .map((field) => [field, field.parentNode.insertBefore(document.createComment("its place"), field)]));
    const show = () => {
      const chosen = options.find((option) => option.checked);
      fields.forEach((field, name) => {
        const isAsked = names(chosen).includes(name);
        field.classList.toggle("asked", isAsked);
        if (homes.has(field)) homes.get(field).after(field);
        else field.hidden = !isAsked;
      });
      const label = chosen?.closest("label");
      label?.after(...names(chosen).map((name) => fields.get(name)));
      names(chosen).forEach((name) => fields.get(name).querySelectorAll("optgroup").forEach((motives) => {
        motives.hidden = motives.disabled = motives.label !== label.textContent.trim();
      }));
    };
    group.addEventListener("change", show);
    show();
  };

  // --- What only some choices take: shown with them, and sent with no other ----------------------------------------
  const showOnlyFor = (group) => {
    const form = group.closest("form"), name = group.dataset.onlyFor, values = group.dataset.values.split(" ");
    const show = () => { group.hidden = group.disabled = !values.includes(form.elements[name].value); };
    form.addEventListener("change", show);
    show();
  };

  // --- A picture read with the arrow keys or the pointer: line by line, from the table that stands beside it ---------
  const offerReading = (picture) => {
    const table = document.getElementById(picture.dataset.reads), lines = [...table.tBodies[0].rows];
    const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
    const said = document.createElement("p");
    said.className = "reading small";
    said.setAttribute("role", "status");
    said.textContent = "Flèches gauche et droite : lire chaque mois.";
    picture.after(said);
    picture.tabIndex = 0;
    let read = -1;
    const show = (index) => {
      if (index === read || !lines[index]) return;
      read = index;
      const [name, ...cells] = [...lines[index].cells].map((cell) => cell.textContent.trim());
      said.textContent = `${name} : ${cells.map((text, n) => `${heads[n + 1]} ${text}`).join(", ")}.`;
      picture.querySelectorAll("[data-row]").forEach((bar) => bar.classList.toggle("unread", Number(bar.dataset.row) !== index));
    };
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    picture.addEventListener("keydown", (event) => {
      const to = event.key === "Home" ? 0 : event.key === "End" ? lines.length - 1 : steps[event.key] && Math.min(Math.max(read + steps[event.key], 0), lines.length - 1);
      if (to === undefined) return;
      event.preventDefault();
      show(to);
    });
    picture.addEventListener("pointerover", ({ target }) => { if (target.dataset.row) show(Number(target.dataset.row)); });
  };

  const dress = (root) => {
    root.querySelectorAll("textarea[maxlength]").forEach(count);
    root.querySelectorAll("[data-now-for]").forEach(offerNow);
    root.querySelectorAll("[data-print]").forEach(offerPrint);
    root.querySelectorAll("[data-copy]").forEach((button) => { button.hidden = false; });
    root.querySelectorAll("[data-only-for]").forEach(showOnlyFor);
    new Set([...root.querySelectorAll("[data-asks]")].map((option) => option.closest(".choices"))).forEach(askUnderChoice);
  };
  // A form that the device made of what it keeps: offline.js.
  document.addEventListener("form:made", ({ detail: { form, isNew } }) => {
    if (isNew) dress(form);
    if (!form.matches("[data-no-draft]")) keepDraft(form);
  });
  document.addEventListener("htmx:load", (event) => { if (event.detail.elt !== document.body) dress(event.detail.elt); });

  // A security key that did not answer: said on the page, not in the console.
  document.addEventListener("allauth.error", (event) => {
    const notice = document.querySelector("[data-key-failed]");
    if (!notice) return;
    event.preventDefault();
    notice.hidden = false;
    notice.focus();
  });

  dress(document);
  document.querySelectorAll("[data-shortcuts]").forEach(offerShortcuts);
  document.querySelectorAll("[data-opens]").forEach(offerDialog);
  const palette = document.querySelectorAll("[data-palette]");
  if (palette.length && window.htmx) offerPalette(palette);
  document.querySelectorAll("[data-reads]").forEach(offerReading);
  document.querySelectorAll("[data-sortable]").forEach(offerSorting);
  document.querySelectorAll("[data-tick-all]").forEach(offerTickAll);
  addEventListener("pageshow", () => setTimeout(() => goTo(location.hash))); // after the browser has been there
  document.querySelectorAll("form[data-preview]").forEach(keepPreviewTrue);
  document.querySelectorAll("form[data-leads-into]").forEach(walkInto);
  keepDrafts();
  document.querySelectorAll("[data-logout]").forEach((form) => form.addEventListener("submit", () => forgetDrafts(() => false)));
  document.querySelectorAll(".menu").forEach((menu) => menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  }));
  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();
})();
