// What a browser adds: it says where it is, keeps the address, shows a chart or its table, and saves pictures.
(function () {
  "use strict";
  const WIDEST = 1280, PHONE = 640, STEP = 2;
  const root = document.documentElement;

  // -- where this is, which colors, how much room ------------------------------------------------------------

  function scheme() {
    const stored = storage("scheme");
    if (stored === "light" || stored === "dark") return stored;
    return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }

  function storage(key, value) {
    try {
      if (value === undefined) return localStorage.getItem("leadsim-" + key);
      localStorage.setItem("leadsim-" + key, value);
    } catch (refused) { /* a browser may keep nothing */ }
    return null;
  }

  function room() {
    const width = root.clientWidth;
    const margin = width <= PHONE ? 16 : width < 1120 ? 32 : 80;
    const free = Math.min(WIDEST, Math.max(280, width - 2 * margin));
    return free - (free % STEP);
  }

  function client(search) {
    return { path: location.pathname, search: search === undefined ? location.search : search, scheme: scheme(), width: room() };
  }

  function show(search) {
    remember();
    dash_clientside.set_props("client", { data: client(search) });
  }

  function start() {
    root.dataset.mantineColorScheme = scheme();
    return client();
  }

  // A new page replaces the whole old one: who works by keyboard stays where they were, and an open list stays open.
  let kept = null, pathShown = location.pathname;

  function places(what) { return Array.from(document.querySelectorAll("#page " + what)); }

  function remember() {
    kept = {
      path: pathShown,
      at: places("a, button, input, summary").indexOf(document.activeElement),
      open: places("details").findIndex(function (each) { return each.open; }),
      scrolled: scrollY,
    };
  }

  function recall() {
    if (!kept || kept.path !== location.pathname) return;
    const open = places("details")[kept.open], at = places("a, button, input, summary")[kept.at];
    if (open) open.open = true;
    if (at && document.activeElement === document.body) at.focus({ preventScroll: true });
    if (scrollY !== kept.scrolled) scrollTo(0, kept.scrolled);
    kept = null;
  }

  // -- after a page has come: its title, its address, its tables ------------------------------------------------

  function settle() {
    requestAnimationFrame(function () {
      const page = shownPage();
      if (!page) return;
      document.title = page.dataset.title;
      const search = withTables(page.dataset.search, tablesOf(location.search));
      if (location.search !== search) history.replaceState(null, "", location.pathname + search);
      document.querySelectorAll("[data-figure]").forEach(function (figure) {
        if (figure.querySelector("[data-show]")) turn(figure, tablesOf(search).includes(figure.dataset.figure));
      });
      recall();
      pathShown = location.pathname;
      page.dataset.settled = page.dataset.search;
    });
    return "";
  }

  function shownPage() { return document.querySelector("#page > .page[data-search]"); }

  function tablesOf(search) { return new URLSearchParams(search).getAll("table"); }

  function withTables(search, tables) {
    const query = new URLSearchParams(search);
    query.delete("table");
    tables.forEach(function (name) { query.append("table", name); });
    const text = query.toString().replaceAll("%2F", "/");
    return text ? "?" + text : "";
  }

  // Every control with an id {"control": name} is the parameter `name` of the address.
  function choose() {
    const inputs = dash_clientside.callback_context.inputs_list[0];
    requestAnimationFrame(function () {
      const page = shownPage();
      if (!page) return;
      const query = new URLSearchParams(page.dataset.search), before = sorted(query);
      inputs.forEach(function (input) {
        const values = Array.isArray(input.value) ? input.value : [input.value];
        query.delete(input.id.control);
        values.forEach(function (value) { if (value !== null && value !== undefined) query.append(input.id.control, value); });
      });
      if (sorted(query) !== before) show(withTables("?" + query.toString(), tablesOf(location.search)));
    });
    return dash_clientside.no_update;
  }

  function sorted(query) {
    return Array.from(query).map(function (pair) { return pair.join("="); }).sort().join("&");
  }

  // -- clicks ---------------------------------------------------------------------------------------------------

  document.addEventListener("click", function (event) {
    const at = event.target.closest ? event.target.closest("[data-show],[data-image],[data-action],a[data-page]") : null;
    document.querySelectorAll("details[open]").forEach(function (open) {
      if (!open.contains(event.target)) open.open = false;
    });
    if (!at) return;
    if (at.dataset.show) {
      const figure = at.closest("[data-figure]");
      turn(figure, at.dataset.show === "table");
      keepTables();
    } else if (at.dataset.image) {
      picture(at.closest("[data-figure]"), at.dataset.image);
    } else if (at.dataset.action === "scheme") {
      storage("scheme", scheme() === "dark" ? "light" : "dark");
      root.dataset.mantineColorScheme = scheme();
      show();
    } else if (at.dataset.action === "share") {
      share();
    } else if (!event.metaKey && !event.ctrlKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      history.pushState(null, "", at.getAttribute("href"));
      if (location.pathname !== pathShown) scrollTo(0, 0);
      show();
    }
  });

  document.addEventListener("keydown", function (event) {
    const open = event.key === "Escape" && document.activeElement && document.activeElement.closest("details[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
  });

  function turn(figure, asTable) {
    figure.classList.toggle("showing-table", asTable);
    figure.querySelectorAll("[data-show]").forEach(function (button) {
      button.setAttribute("aria-pressed", String((button.dataset.show === "table") === asTable));
    });
  }

  function keepTables() {
    const shown = Array.from(document.querySelectorAll(".figure.showing-table"), function (figure) { return figure.dataset.figure; });
    const search = withTables(location.search, shown);
    history.replaceState(null, "", location.pathname + search);
  }

  function say(text) {
    const place = document.getElementById("said");
    if (!place) return;
    place.textContent = text;
    setTimeout(function () { if (place.textContent === text) place.textContent = ""; }, 4000);
  }

  function share() {
    const done = function () { say("Link copied"); };
    const failed = function () { say("Copy the link from the address bar"); };
    if (navigator.clipboard) navigator.clipboard.writeText(location.href).then(done, failed); else failed();
  }

  addEventListener("popstate", function () { show(); });
  let resized = null;
  addEventListener("resize", function () {
    clearTimeout(resized);
    resized = setTimeout(function () { if (room() !== shownRoom) { shownRoom = room(); show(); } }, 200);
  });
  let shownRoom = room();

  // -- pictures: the chart in light colors, with its words, its source and its typefaces ------------------------

  const MARGIN = 24;

  async function picture(figure, kind) {
    const plot = figure.querySelector(".paper .js-plotly-plot") || figure.querySelector(".js-plotly-plot");
    const text = await drawn(figure, plot);
    const name = "leadsim-" + figure.dataset.figure;
    if (kind === "svg") return save(new Blob([text.svg], { type: "image/svg+xml" }), name + ".svg");
    const image = new Image();
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text.svg);
    await image.decode();
    const scale = Math.max(2, Math.ceil(1600 / text.width)), canvas = document.createElement("canvas");
    canvas.width = text.width * scale;
    canvas.height = text.height * scale;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob(function (blob) { save(blob, name + ".png"); }, "image/png");
  }

  async function drawn(figure, plot) {
    const size = { width: plot._fullLayout.width, height: plot._fullLayout.height };
    const encoded = await Plotly.toImage(plot, { format: "svg", ...size });
    const chart = decodeURIComponent(encoded.slice(encoded.indexOf(",") + 1));
    const width = size.width + 2 * MARGIN, parts = [];
    let y = MARGIN;
    function words(selector, font, px, line, color, before) {
      const node = figure.querySelector(selector);
      if (!node || !node.textContent.trim()) return;
      y += before;
      lines(node.textContent, font, size.width).forEach(function (text) {
        y += line;
        parts.push(`<text x="${MARGIN}" y="${y - line * 0.26}" style="font:${font}" fill="${color}">${escaped(text)}</text>`);
      });
    }
    words("h2", "600 22px 'Source Serif 4', Georgia, serif", 22, 27, "#1A1D21", 0);
    words(".subtitle", "400 14px Inter, system-ui, sans-serif", 14, 20, "#4A5058", 5);
    y += 16;
    parts.push(chart.replace(/^<svg /, `<svg x="${MARGIN}" y="${y}" `));
    y += size.height;
    words(".source", "400 12px Inter, system-ui, sans-serif", 12, 16, "#5E646D", 12);
    const height = Math.ceil(y + MARGIN), faces = await Promise.all([face("Inter", "inter"), face("Source Serif 4", "source-serif-4")]);
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
      `<style>${faces.join("")}</style><rect width="100%" height="100%" fill="#FFFFFF"/>${parts.join("")}</svg>`;
    return { svg: svg, width: width, height: height };
  }

  function lines(text, font, width) {
    const pen = document.createElement("canvas").getContext("2d"), found = [];
    pen.font = font;
    text.trim().split(/\s+/).forEach(function (word) {
      const longer = found.length ? found[found.length - 1] + " " + word : word;
      if (found.length && pen.measureText(longer).width <= width) found[found.length - 1] = longer; else found.push(word);
    });
    return found;
  }

  function escaped(text) { return text.replace(/[&<>"]/g, function (mark) { return "&#" + mark.charCodeAt(0) + ";"; }); }

  async function face(family, file) {
    const data = new Uint8Array(await (await fetch("/fonts/" + file + ".woff2")).arrayBuffer());
    let text = "";
    data.forEach(function (byte) { text += String.fromCharCode(byte); });
    return `@font-face{font-family:"${family}";font-weight:200 900;src:url(data:font/woff2;base64,${btoa(text)}) format("woff2")}`;
  }

  function save(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, { leadsim: { start: start, settle: settle, choose: choose } });
})();
