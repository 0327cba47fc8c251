// Sorts, searches, folds and exports tables. The page is complete without it: nothing here adds content.
(function () {
  'use strict';
  var words = document.body.dataset;

  function fill(text, name, value) {
    return text.split('{' + name + '}').join(value);
  }

  function element(tag, attributes, text) {
    var made = document.createElement(tag);
    Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    if (text) { made.textContent = text; }
    return made;
  }

  function rowsOf(table) {
    return Array.prototype.slice.call(table.tBodies[0].rows);
  }

  // The value a cell is sorted by: the number behind it, else its text; empty cells come last either way.
  function keyOf(row, index) {
    var cell = row.cells[index];
    var text = cell.hasAttribute('data-v') ? cell.dataset.v : (row.dataset.key || cell.textContent).trim();
    if (index > 0 && !cell.hasAttribute('data-v')) { text = cell.textContent.trim(); }
    var number = text !== '' && isFinite(text) ? Number(text) : null;
    return { text: text, number: number };
  }

  function compare(a, b, down) {
    if (a.text === '' || b.text === '') { return (a.text === '') - (b.text === ''); }
    var order = a.number !== null && b.number !== null
      ? a.number - b.number
      : a.text.localeCompare(b.text, document.documentElement.lang);
    return down ? -order : order;
  }

  // Sorts siblings under their parent, so that a tree stays one.
  function sort(table, index, down) {
    var children = {};
    rowsOf(table).forEach(function (row, place) {
      var parent = row.dataset.parent || '';
      (children[parent] = children[parent] || []).push({ row: row, place: place, key: keyOf(row, index) });
    });
    var body = table.tBodies[0];
    (function place(parent) {
      (children[parent] || []).sort(function (a, b) {
        return compare(a.key, b.key, down) || a.place - b.place;
      }).forEach(function (item) {
        body.appendChild(item.row);
        if (item.row.id) { place(item.row.id); }
      });
    })('');
  }

  function sortable(table) {
    var heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
    heads.forEach(function (head, index) {
      var button = element('button', { type: 'button', class: 'order', title: words.sort }, head.textContent);
      head.textContent = '';
      head.appendChild(button);
      button.addEventListener('click', function () {
        var down = head.getAttribute('aria-sort') !== 'descending';
        heads.forEach(function (other) { other.removeAttribute('aria-sort'); });
        head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        sort(table, index, down);
      });
    });
  }

  // What is folded and what is searched decide together which rows show.
  function Tree(table) {
    this.table = table;
    this.folded = {};
    this.query = '';
  }
  Tree.prototype.update = function () {
    var tree = this;
    var byId = {};
    var rows = rowsOf(tree.table);
    rows.forEach(function (row) { if (row.id) { byId[row.id] = row; } });
    var wanted = {};
    if (tree.query) {
      rows.forEach(function (row, place) {
        var key = (row.dataset.key || row.textContent).toLowerCase();
        if (key.indexOf(tree.query) < 0) { return; }
        wanted[place] = true;
        row.setAttribute('data-found', '');
      });
    }
    var keep = {};
    rows.forEach(function (row, place) {
      if (!wanted[place]) { return; }
      for (var up = byId[row.dataset.parent]; up; up = byId[up.dataset.parent]) { keep[up.id] = true; }
    });
    var shown = 0;
    rows.forEach(function (row, place) {
      var hidden = false;
      if (tree.query) {
        hidden = !wanted[place] && !keep[row.id];
      } else {
        for (var up = byId[row.dataset.parent]; up; up = byId[up.dataset.parent]) {
          hidden = hidden || tree.folded[up.id];
        }
      }
      row.hidden = Boolean(hidden);
      shown += hidden ? 0 : 1;
      var button = row.querySelector('.fold');
      if (button) {
        var open = tree.query ? true : !tree.folded[row.id];
        button.setAttribute('aria-expanded', String(open));
        button.textContent = open ? '▾' : '▸';
      }
    });
    return shown;
  };
  Tree.prototype.foldFrom = function (depth) {
    var tree = this;
    tree.folded = {};
    rowsOf(tree.table).forEach(function (row) {
      if (Number(row.dataset.depth) >= depth) { tree.folded[row.id] = true; }
    });
  };
  Tree.prototype.open = function (id) {
    var row = document.getElementById(id);
    if (!row || !this.table.contains(row)) { return; }
    for (var up = row; up; up = document.getElementById(up.dataset.parent || '')) { delete this.folded[up.id]; }
    this.update();
    row.scrollIntoView({ block: 'center' });
  };

  function foldButtons(tree, changed) {
    var parents = {};
    rowsOf(tree.table).forEach(function (row) { if (row.dataset.parent) { parents[row.dataset.parent] = true; } });
    rowsOf(tree.table).forEach(function (row) {
      if (!parents[row.id] || row.dataset.depth === '0') { return; }
      var name = row.querySelector('.name').textContent;
      var button = element('button', { type: 'button', class: 'fold', 'aria-label': fill(words.toggle, 'name', name) });
      button.addEventListener('click', function () {
        tree.folded[row.id] = !tree.folded[row.id];
        changed();
      });
      row.querySelector('.in').appendChild(button);
    });
  }

  // A text that a spreadsheet would take for a formula gets a mark before it; a number is none.
  function field(text) {
    if (/^[=+\-@\t\r]/.test(text) && !isFinite(text)) { text = "'" + text; }
    return /[",\r\n]/.test(text) ? '"' + text.split('"').join('""') + '"' : text;
  }

  // The rows that show, numbers as data write them.
  function csv(table) {
    var rows = [table.tHead.rows[0]].concat(rowsOf(table).filter(function (row) { return !row.hidden; }));
    if (table.tFoot) { rows.push(table.tFoot.rows[0]); }
    return '\ufeff' + rows.map(function (row) {
      return Array.prototype.map.call(row.cells, function (cell) {
        var own = cell.querySelector('.name') || cell;
        var raw = cell.classList.contains('num') && cell.dataset.v;
        return field((raw || own.textContent).replace(/\s+/g, ' ').trim());
      }).join(',') + '\r\n';
    }).join('');
  }

  function exporter(table) {
    var button = element('button', { type: 'button', class: 'export', title: words.exportTitle }, words.export);
    button.addEventListener('click', function () {
      var own = table.caption.textContent.split(/[:：]/)[0];
      var link = element('a', {
        href: URL.createObjectURL(new Blob([csv(table)], { type: 'text/csv' })),
        download: (document.title + ' ' + own).replace(/[\\/:*?"<>|]/g, ' ') + '.csv'
      });
      link.click();
      setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
    });
    return button;
  }

  // Fewer rows are seen at a glance: nothing to search.
  var FEW = 16;

  function tools(table) {
    var box = table.closest('.scroll');
    if (!table.hasAttribute('data-tree') && rowsOf(table).length < FEW) {
      // Without numbers, as the places to sign, there is nothing to calculate with elsewhere.
      if (!table.querySelector('td.num')) { return; }
      // Beside a picture, which stands first.
      var picture = box.previousElementSibling;
      var place = picture && picture.classList.contains('plot') ? picture : box;
      box.parentNode.insertBefore(exporter(table), place);
      return;
    }
    var tree = new Tree(table);
    var bar = element('div', { class: 'tools' });
    var input = element('input', { type: 'search', placeholder: words.hint, 'aria-label': words.search });
    var count = element('output', {});
    function changed() {
      count.textContent = fill(words.found, 'count', tree.update());
    }
    input.addEventListener('input', function () {
      tree.query = input.value.trim().toLowerCase();
      changed();
    });
    bar.appendChild(input);
    if (table.hasAttribute('data-tree')) {
      table.classList.add('has-tree');
      foldButtons(tree, changed);
      [[words.branch, 1], [words.team, 2], [words.all, 99]].forEach(function (step) {
        var button = element('button', { type: 'button' }, step[0]);
        button.addEventListener('click', function () { tree.foldFrom(step[1]); changed(); });
        bar.appendChild(button);
      });
      tree.foldFrom(2);
      window.addEventListener('hashchange', function () { tree.open(decodeURIComponent(location.hash.slice(1))); changed(); });
      if (location.hash) { tree.open(decodeURIComponent(location.hash.slice(1))); }
    }
    bar.appendChild(exporter(table));
    bar.appendChild(count);
    box.parentNode.insertBefore(bar, box);
    changed();
  }

  // What is folded opens where a link leads into it, and all of it for the printer.
  function reveal() {
    var target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) { return; }
    var own = target.querySelector('details');
    if (own && target.classList.contains('folded')) { own.open = true; }
    for (var up = target.closest('details'); up; up = up.parentElement.closest('details')) { up.open = true; }
    if (own || target.closest('details')) { target.scrollIntoView(); }
  }
  var opened = [];
  window.addEventListener('hashchange', reveal);
  window.addEventListener('beforeprint', function () {
    opened = Array.prototype.slice.call(document.querySelectorAll('details:not([open])'));
    opened.forEach(function (details) { details.open = true; });
  });
  window.addEventListener('afterprint', function () {
    opened.forEach(function (details) { details.open = false; });
  });
  reveal();

  // A figure leads to the rows behind it: those of its unit.
  document.addEventListener('click', function (event) {
    var link = event.target.closest('a[data-find]');
    var rows = link && document.getElementById(link.hash.slice(1));
    var input = rows && rows.querySelector('input[type=search]');
    if (!input) { return; }
    input.value = link.dataset.find;
    input.dispatchEvent(new Event('input'));
  });

  Array.prototype.forEach.call(document.querySelectorAll('table[data-tools]'), function (table) {
    sortable(table);
    tools(table);
  });
})();
