// What Streamlit cannot do itself: the reader's language in its own words and date fields, changing page by plain
// links, telling a screen reader what changed, copying, and a warning before the session ends. No other scripts.
(() => {
  "use strict";

  const block = document.getElementById("portal-texts");
  const facts = block ? JSON.parse(block.textContent) : { words: {}, own: {} };

  // Before Streamlit's scripts: date fields take the page's language, Gregorian dates and Western digits. What opens
  // below them asks the browser for its language, and would name the months in that one.
  if (facts.reactAria) {
    window[Symbol.for("react-aria.i18n.locale")] = facts.reactAria;
    Object.defineProperty(navigator, "language", { get: () => facts.reactAria, configurable: true });
  }

  // ---- Streamlit's own English words -------------------------------------------------------------------------
  const words = new Map(Object.entries(facts.words));
  const WRITTEN_BY_PEOPLE = "[data-testid=stMarkdownContainer], [data-testid=stHtml], .stHtml, textarea, [contenteditable], script, style";
  // Streamlit writes the button of a file field as Markdown, as if a page had said it; the field's label is elsewhere.
  const OWN_IN_MARKDOWN = "[data-testid=stFileUploaderDropzone]";
  const ATTRIBUTES = ["aria-label", "placeholder", "title", "aria-roledescription", "aria-valuetext"];
  const SIZE = /^\d+(?:\.\d+)?\s?MB per file/;

  const translate = (english) => {
    const key = english.trim();
    if (words.has(key)) return english.replace(key, words.get(key));
    if (SIZE.test(key) && facts.own.max_size) return key.replace(SIZE, facts.own.max_size);
    if (key === "(required)" && facts.own.required) return `(${facts.own.required})`;
    // Parts of a date field and its calendar: what it is, and behind it the field's label or the month.
    const part = /^([A-Za-z ]+), (.+)$/s.exec(key);
    if (part && words.has(part[1])) return `${words.get(part[1])}, ${part[2]}`;
    return null;
  };

  const translateText = (node) => {
    const found = translate(node.data);
    if (found === null || found === node.data) return;
    const parent = node.parentElement;
    if (!parent?.closest(WRITTEN_BY_PEOPLE) || parent.closest(OWN_IN_MARKDOWN)) node.data = found;
  };

  // The x of a chosen value is named in English, with the value behind it.
  const translateRemoval = (button) => {
    const value = button.matches("[data-tag] > button") && /^Remove (.+)$/s.exec(button.getAttribute("aria-label"));
    if (value && words.has("Delete")) button.setAttribute("aria-label", `${words.get("Delete")}: ${value[1]}`);
  };

  // The month in a date field is also said in words, and those are always English: "11 – November".
  const translateMonth = (element) => {
    const month = element.matches("[role=spinbutton][data-type=month]") && /^(\d+) – [A-Z][a-z]+$/.exec(element.getAttribute("aria-valuetext"));
    if (!month || !facts.reactAria) return;
    const name = new Intl.DateTimeFormat(facts.reactAria, { month: "long" }).format(new Date(2026, month[1] - 1, 15));
    if (`${month[1]} – ${name}` !== month[0]) element.setAttribute("aria-valuetext", `${month[1]} – ${name}`);
  };

  const translateElement = (element) => {
    translateRemoval(element);
    translateMonth(element);
    for (const name of ATTRIBUTES) {
      const value = element.getAttribute(name);
      const found = value && translate(value);
      if (found && found !== value) element.setAttribute(name, found);
    }
  };

  const translateTree = (root) => {
    if (root.nodeType === Node.TEXT_NODE) return translateText(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return undefined;
    translateElement(root);
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) translateText(node);
      else translateElement(node);
    }
    return undefined;
  };

  // ---- landmarks and what a screen reader hears ---------------------------------------------------------------
  const speaker = document.createElement("div");
  speaker.className = "p-hidden";
  speaker.setAttribute("role", "status");
  speaker.setAttribute("aria-live", "polite");

  const say = (text) => {
    speaker.textContent = "";
    window.setTimeout(() => { speaker.textContent = text; }, 60);
  };

  let heard = null;
  let focusWanted = false;
  const noticePage = () => {
    const title = document.querySelector("h1.p-title");
    if (!title || title.textContent === heard) return;
    const first = heard === null;
    heard = title.textContent;
    if (first || !focusWanted) return;
    focusWanted = false;
    title.focus({ preventScroll: true });
    document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
    say((facts.own.page_opened || "%(title)s").replace("%(title)s", heard));
  };

  // What was done, or refused, is said under the title: who pressed far below sees it there for a while. Nothing moves: its
  // room under the title stays.
  const TOLD_FOR_MS = 8000;
  let told = null;
  const noticeDone = () => {
    const said = document.querySelector(".p-outcome");
    if (said === told) return;
    told = said;
    const room = said?.getBoundingClientRect();
    if (!room || room.bottom > 0) return;
    said.style.minBlockSize = `${room.height}px`;
    said.classList.add("p-outcome--afar");
    window.setTimeout(() => said.classList.remove("p-outcome--afar"), TOLD_FOR_MS);
  };

  // A number on an entry of the navigation that grew: said once, in the words that stand beside it.
  let waiting = null;
  const noticeWaiting = () => {
    const mark = document.querySelector("[data-waiting]");
    if (!mark) return;
    const now = Number(mark.dataset.waiting);
    if (waiting !== null && now > waiting) say(mark.textContent.trim());
    waiting = now;
  };

  const markLandmarks = (root) => {
    const found = root.matches?.("[data-testid=stChatMessage]") ? [root] : root.querySelectorAll?.("[data-testid=stChatMessage]") || [];
    for (const message of found) {
      const list = message.parentElement?.closest("[data-testid=stVerticalBlock]");
      if (list && !list.hasAttribute("aria-live")) {
        list.setAttribute("role", "log");
        list.setAttribute("aria-live", "polite");
      }
    }
  };

  const observer = new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "characterData") translateText(change.target);
      else if (change.type === "attributes") translateElement(change.target);
      else for (const node of change.addedNodes) {
        translateTree(node);
        if (node.nodeType === Node.ELEMENT_NODE) markLandmarks(node);
      }
    }
    noticePage();
    noticeDone();
    noticeWaiting();
    placeSessionWarning();
    typeAgain();
  });

  // ---- changing page without loading everything anew -----------------------------------------------------------
  const prefix = `/${document.documentElement.lang}/`;
  const isStreamlitPage = () => document.getElementById("root") !== null && document.querySelector("[data-testid=stApp]") !== null;
  const softTarget = (anchor) => {
    const url = new URL(anchor.href, location.href);
    const slug = url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length) : null;
    const soft = url.origin === location.origin && slug !== null && /^[a-z0-9-]*$/.test(slug) && !["kennis", "activiteit"].includes(slug);
    return soft && !anchor.target && !anchor.hasAttribute("download") ? url : null;
  };

  // The clipboard is only there over https; an older way works for the rest.
  const copy = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text).then(() => true, () => false);
    const field = document.createElement("textarea");
    field.value = text;
    field.setAttribute("readonly", "");
    field.className = "p-hidden";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  };

  const sayCopied = (button) => {
    const word = facts.own.copied || "";
    const before = button.textContent;
    say(word);
    if (before === word) return;
    button.textContent = word;
    setTimeout(() => { button.textContent = before; }, 2500);
  };

  // Before Streamlit's own handler, which stops at the frame: the title is what one wants to read.
  document.addEventListener("click", (event) => {
    const skips = event.target instanceof Element && event.target.closest("[data-testid=stSkipToContent]");
    const title = skips && document.querySelector("h1.p-title");
    if (!title) return;
    event.preventDefault();
    event.stopPropagation();
    title.focus();
  }, true);

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const open = document.querySelector("details.p-languages[open]");
    if (open && !open.contains(target)) open.open = false;
    const copier = target?.closest("[data-copy]");
    if (copier) {
      copy(copier.getAttribute("data-copy")).then((done) => done && sayCopied(copier));
      return;
    }
    // The next step of a form begins where the steps stand; its button is at the end of the step before.
    const steps = target?.closest(".st-key-activity_edit-next button") && document.querySelector(".st-key-activity_edit-step");
    if (steps) {
      steps.scrollIntoView();
      steps.querySelector("input:checked")?.focus({ preventScroll: true });
    }
    const anchor = target?.closest("a[href]");
    if (anchor?.closest(".p-languages")) keepTyped();
    // The next sheet of a list begins where the list stands; its link is at the end, and goes with the sheet.
    const list = anchor?.closest(".p-sheets") && anchor.closest("[data-testid=stHtml]");
    if (list) {
      list.setAttribute("tabindex", "-1");
      list.focus({ preventScroll: true });
      list.scrollIntoView();
    }
    if (!anchor || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const url = isStreamlitPage() ? softTarget(anchor) : null;
    if (!url) return;
    event.preventDefault();
    focusWanted = true;
    if (url.href === location.href) { noticePage(); return; }
    history.pushState({}, "", url.href);
    window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
  });

  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && document.querySelector("details.p-languages[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
  });

  // ---- another language keeps what was typed ------------------------------------------------------------------
  // Another language is another address and a new session of Streamlit: what somebody just typed may not have reached the
  // server when the page goes. It waits in this tab, and is typed again in the same field of the same page.
  const TYPED = "portal.typed";
  const TEXT_FIELDS = "[class*=st-key-] :is(textarea, [data-testid=stTextInput] input)";
  const pageSlug = () => location.pathname.split("/").slice(2).join("/");
  const fieldKey = (field) => [...field.closest("[class*=st-key-]").classList].find((name) => name.startsWith("st-key-"));

  // A browser that keeps nothing for sites refuses even the question whether it does.
  const tab = (() => { try { return window.sessionStorage; } catch { return null; } })();

  const keepTyped = () => {
    const typed = [...document.querySelectorAll(TEXT_FIELDS)].filter((field) => field.value && field.type !== "password");
    if (!tab || !typed.length) return;
    const values = Object.fromEntries(typed.map((field) => [fieldKey(field), field.value]));
    tab.setItem(TYPED, JSON.stringify({ page: pageSlug(), values }));
  };

  const kept = JSON.parse(tab?.getItem(TYPED) || "null");
  tab?.removeItem(TYPED);
  const waitingFields = new Map(kept?.page === pageSlug() ? Object.entries(kept.values) : []);

  const typeAgain = () => {
    if (!waitingFields.size) return;
    for (const field of document.querySelectorAll(TEXT_FIELDS)) {
      const value = waitingFields.get(fieldKey(field));
      waitingFields.delete(fieldKey(field));
      if (value === undefined || value === field.value) continue;
      // React keeps its own copy of a field's value: it takes a new one from the event, and hands it on when the field is left.
      Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set.call(field, value);
      field.dispatchEvent(new Event("input", { bubbles: true }));
      window.setTimeout(() => field.dispatchEvent(new FocusEvent("focusout", { bubbles: true })), 0);
    }
  };

  // A form that keeps itself: Streamlit hears of a text only when the field is left, or on Ctrl+Enter. After a pause in typing
  // it hears of it too, and what was typed after that waits for the page when it is loaded anew.
  const KEEPS_ITSELF = ".st-key-autosave";
  const PAUSE_MS = 1500;
  const pauses = new WeakMap();
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!event.isTrusted || !field.matches(`${KEEPS_ITSELF} textarea`)) return;
    window.clearTimeout(pauses.get(field));
    pauses.set(field, window.setTimeout(() => {
      field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, bubbles: true, cancelable: true }));
    }, PAUSE_MS));
  });
  window.addEventListener("pagehide", () => {
    if (document.querySelector(KEEPS_ITSELF)) keepTyped();
  });

  // ---- the session ends --------------------------------------------------------------------------------------
  // Asked for without leaving the page, so that what somebody is writing stays: with the button, or with Escape from anywhere.
  const WARN_BEFORE_S = 300;
  const login = { ends: 0, timer: 0, banner: null };
  const untilNow = (moment) => Math.max(0, Math.min(moment - Date.now() / 1000, 2_000_000)) * 1000;
  const sessionMark = () => document.querySelector("[data-session-ends]");

  const closeBanner = () => {
    const hadFocus = login.banner?.contains(document.activeElement);
    login.banner?.remove();
    login.banner = null;
    if (hadFocus) document.querySelector("h1.p-title")?.focus({ preventScroll: true });
  };

  const showBanner = (text, ...actions) => {
    closeBanner();
    login.banner = document.createElement("div");
    login.banner.className = "p-banner";
    login.banner.setAttribute("role", "alert");
    document.body.prepend(login.banner);
    login.banner.append(text, ...actions); // after it stands there: only then is it read out
  };

  const againLink = () => {
    const link = document.createElement("a");
    link.href = `${sessionMark()?.dataset.login || prefix}?next=${encodeURIComponent(location.pathname + location.search)}`;
    link.textContent = facts.own.login_again;
    return link;
  };

  const stayButton = () => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "p-button";
    button.textContent = facts.own.session_stay;
    button.addEventListener("click", extendSession);
    return button;
  };

  async function extendSession() {
    const answer = await fetch("/session/extend", { method: "POST" }).catch(() => null);
    const ends = answer?.ok ? (await answer.json()).ends : 0;
    if (ends > login.ends) {
      followSession(ends);
      say(facts.own.session_stays);
    } else if (answer?.ok) showBanner(facts.own.session_no_more, againLink());
    else if (answer?.status === 401) showBanner(facts.own.session_ended, againLink());
    else showBanner(facts.own.session_failed, stayButton());
  }

  const warnOfEnd = () => {
    if (!sessionMark()) return;
    showBanner(facts.own.session_ends, stayButton());
    login.timer = window.setTimeout(() => showBanner(facts.own.session_ended, againLink()), untilNow(login.ends));
  };

  function followSession(ends) {
    if (ends <= login.ends) return;
    login.ends = ends;
    window.clearTimeout(login.timer);
    closeBanner();
    login.timer = window.setTimeout(warnOfEnd, untilNow(ends - WARN_BEFORE_S));
  }

  function placeSessionWarning() {
    const mark = sessionMark();
    if (mark) followSession(Number(mark.dataset.sessionEnds));
  }

  document.addEventListener("keydown", (event) => {
    const stay = event.key === "Escape" && login.banner?.querySelector("button");
    if (!stay) return;
    event.preventDefault();
    event.stopPropagation();
    stay.click();
  }, true);

  document.addEventListener("DOMContentLoaded", () => {
    document.body.append(speaker);
    observer.observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES });
  });
})();
