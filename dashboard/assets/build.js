// What the Build page adds: a change of an input is a change of the address, which holds only what differs.
(function () {
  "use strict";
  const MOST = 24;

  // Inputs have an id {"input": key, "as": kind}; `shown` says what each of them was given, so that nothing is a
  // change that nobody has made.
  function edit(_values, _checked, shown, client) {
    const query = current();
    let changed = false;
    (dash_clientside.callback_context.triggered || []).forEach(function (each) {
      const end = each.prop_id.lastIndexOf(".");
      if (end < 0 || each.value === null || each.value === undefined) return;
      const id = JSON.parse(each.prop_id.slice(0, end)), given = shown[id.as + " " + id.input];
      const text = each.value === true ? "1" : each.value === false ? "0" : String(each.value);
      if (given === undefined || text === given || (id.as === "slider" && Number(text) === Number(given))) return;
      changed = put(query, id.input, text) || changed;
    });
    if (changed) show(query, client);
    return dash_clientside.no_update;
  }

  function put(query, key, text) {
    const others = query.getAll("set").filter(function (entry) { return !entry.startsWith(key + ":"); });
    if (text !== null && others.length >= MOST) {
      document.getElementById("build-said").textContent =
        "A link has room for " + MOST + " changes. Save the file and go on in it, or take a change back.";
      return false;
    }
    query.delete("set");
    others.forEach(function (entry) { query.append("set", entry); });
    if (text !== null) query.append("set", key + ":" + text);
    return true;
  }

  // A page that was asked for may not be there yet when the next change is made; none is lost.
  let pending = null;

  function shownSearch() {
    const page = document.querySelector("#page > .page[data-search]");
    return page ? page.dataset.search : "";
  }

  function current() {
    return new URLSearchParams(pending && pending.was === shownSearch() ? pending.search : location.search);
  }

  // The page comes anew after each change; whoever was at a control is there again.
  const INSIDE = "input, button, [role=slider]";

  function remember() {
    const active = document.activeElement, holder = active && active.closest('[id^="{"]');
    if (!holder) return;
    const id = holder.id, at = Array.from(holder.querySelectorAll(INSIDE)).indexOf(active);
    const watch = new MutationObserver(function () {
      const again = document.getElementById(id);
      if (!again || again === holder || document.activeElement !== document.body) return;
      const inside = at < 0 ? again : again.querySelectorAll(INSIDE)[at];
      if (inside) { inside.focus({ preventScroll: true }); watch.disconnect(); }
    });
    watch.observe(document.getElementById("page"), { childList: true, subtree: true });
    setTimeout(function () { watch.disconnect(); }, 5000);
  }

  function show(query, client) {
    remember();
    const search = "?" + query.toString(), wanted = Object.assign({}, client, { path: location.pathname, search: search });
    pending = { search: search, was: shownSearch() };
    dash_clientside.set_props("client", { data: wanted });
  }

  // After a press on Run, Cancel or Run again: the address has the job, or the page says why it has not.
  function follow(asked, client) {
    if (!asked) return dash_clientside.no_update;
    document.getElementById("build-said").textContent = asked.said;
    if (!asked.said) show(new URLSearchParams(asked.search), client);
    return dash_clientside.no_update;
  }

  // Buttons that take a change back.
  function back(clicks, client) {
    const pressed = dash_clientside.callback_context.triggered[0];
    if (!pressed || !pressed.value) return dash_clientside.no_update;
    const id = JSON.parse(pressed.prop_id.slice(0, pressed.prop_id.lastIndexOf("."))), query = current();
    if (id.back === "agreement") query.set("agreement", "start"); else put(query, id.back, null);
    show(query, client);
    return dash_clientside.no_update;
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, { leadsim_build: { edit: edit, follow: follow, back: back } });
})();
