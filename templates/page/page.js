(function () {
  "use strict";
  var root = document.documentElement;
  if (!document.querySelectorAll || !root.addEventListener) { return; }
  root.className += " js";

  function each(list, act) {
    for (var i = 0; i < list.length; i += 1) { act(list[i], i); }
  }
  function all(selector, within) { return (within || document).querySelectorAll(selector); }
  function has(element, name) { return (" " + element.className + " ").indexOf(" " + name + " ") >= 0; }
  function put(element, name, on) {
    if (has(element, name) === on) { return; }
    element.className = on ? (element.className + " " + name).replace(/^ /, "")
      : (" " + element.className + " ").replace(" " + name + " ", " ").replace(/^ | $/g, "");
  }

  // What a button opens is shut until somebody asks for it.
  each(all("button.toggle"), function (button) {
    var detail = document.getElementById(button.getAttribute("aria-controls"));
    function show(open) {
      button.setAttribute("aria-expanded", open ? "true" : "false");
      put(detail, "shut", !open);
    }
    show(false);
    button.addEventListener("click", function () { show(has(detail, "shut")); });
  });

  // One division's block at a time; the address says which.
  var blocks = all("tbody.block");
  function open(code) {
    var wanted = document.getElementById(code);
    if (wanted && !has(wanted, "block")) { wanted = wanted.parentNode; }
    if (!wanted || !has(wanted, "block")) { return false; }
    each(blocks, function (block) { put(block, "off", block !== wanted); });
    each(all("a.open"), function (link) {
      link.setAttribute("aria-expanded", link.getAttribute("aria-controls") === wanted.id ? "true" : "false");
    });
    return true;
  }
  function follow() {
    var code = window.location.hash.replace("#", "");
    if (!code) {
      open(blocks[0].id);
    } else if (open(code)) {
      document.getElementById("divisions").scrollIntoView();
    }
  }
  if (blocks.length > 0) {
    each(blocks, function (block, place) { put(block, "off", place > 0); });
    each(all("a.open"), function (link) { link.setAttribute("aria-expanded", "false"); });
    window.addEventListener("hashchange", follow);
    follow();
  }

  // Findings: every filter must fit.
  var list = document.getElementById("finding-list");
  var form = document.querySelector("form.filters");
  if (list && form) {
    var rows = all("tbody tr", list);
    var fields = all("[data-filter]", form);
    var shown = form.querySelector(".shown");
    var texts = [];
    var filter = function () {
      var wanted = [];
      var count = 0;
      each(fields, function (field) {
        if (field.value) { wanted.push([field.getAttribute("data-filter"), field.value.toLowerCase()]); }
      });
      each(rows, function (row, place) {
        var fits = true;
        each(wanted, function (one) {
          if (one[0] === "text") {
            if (texts[place] === undefined) { texts[place] = row.textContent.toLowerCase(); }
            fits = fits && texts[place].indexOf(one[1]) >= 0;
          } else {
            fits = fits && (row.getAttribute("data-" + one[0]) || "").toLowerCase() === one[1];
          }
        });
        put(row, "off", !fits);
        if (fits) { count += 1; }
      });
      shown.textContent = count + " / " + rows.length;
    };
    each(fields, function (field) {
      field.addEventListener("change", filter);
      field.addEventListener("input", filter);
    });
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.addEventListener("reset", function () { window.setTimeout(filter, 0); });
    filter();
  }

  // Rows by a column: numbers by size, words by their letters; rows of a title and of a sum stay.
  function value(row, column) {
    var cell = row.cells[column];
    var text = cell ? cell.textContent.replace(/^\s+|\s+$/g, "") : "";
    var number = /^\d{4}-\d\d/.test(text) ? null : /^[▽▼\s]*(-?\d+(\.\d+)?)/.exec(text);
    return { text: text, number: number ? parseFloat(number[1]) : null };
  }
  function order(one, other) {
    if (one.number !== null && other.number !== null) { return one.number - other.number; }
    if (one.number !== null) { return 1; }
    if (other.number !== null) { return -1; }
    return one.text.localeCompare(other.text);
  }
  each(all("table.sortable"), function (table) {
    var heads = all("thead th", table);
    each(heads, function (head, column) {
      // No button element: in heads that are repeated in print browsers leave it out.
      var button = document.createElement("span");
      button.setAttribute("role", "button");
      button.setAttribute("tabindex", "0");
      button.className = "sort";
      while (head.firstChild) { button.appendChild(head.firstChild); }
      head.appendChild(button);
      button.addEventListener("keydown", function (event) {
        if (event.keyCode === 13 || event.keyCode === 32) {
          event.preventDefault();
          button.click();
        }
      });
      button.addEventListener("click", function () {
        var descending = head.getAttribute("aria-sort") === "ascending";
        each(heads, function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", descending ? "descending" : "ascending");
        each(table.tBodies, function (body) {
          var moved = [];
          each(body.rows, function (row, place) {
            if (!has(row, "title") && !has(row, "whole")) {
              moved.push({ row: row, place: place, value: value(row, column) });
            }
          });
          moved.sort(function (one, other) {
            var by = order(one.value, other.value) * (descending ? -1 : 1);
            return by || one.place - other.place;
          });
          each(moved, function (one) { body.appendChild(one.row); });
        });
      });
    });
  });
}());
