// Theme, search, tables, citations and the viewer of reports. No request leaves the folder of the site: data come
// as scripts, because a page that is opened from disk may read nothing else.
(() => {
  const html = document.documentElement, data = html.dataset, main = document.getElementById('main')
  const el = (tag, text, props) => Object.assign(document.createElement(tag), {textContent: text ?? ''}, props)
  const fold = text => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/\u0111/g, 'd')
  const params = new URLSearchParams(location.search)

  // Theme
  const theme = document.getElementById('theme')
  const keep = (name, value) => { try { return value ? localStorage.setItem(name, value) : localStorage.getItem(name) } catch { return null } }
  const dark = () => (html.dataset.theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark'
  if (keep('theme')) html.dataset.theme = keep('theme')
  theme.hidden = false
  theme.onclick = () => { html.dataset.theme = dark() ? 'light' : 'dark'; keep('theme', html.dataset.theme) }

  // An address that was cited from another release
  const cited = params.get('r'), note = document.getElementById('elsewhere')
  if (cited && cited !== data.release) {
    note.textContent = note.dataset.text.replace('%s', cited)
    note.hidden = false
  }

  // Data as scripts: each file calls one of these functions
  const waiting = {}
  const load = path => waiting[path] ??= new Promise((done, failed) => {
    document.head.append(el('script', '', {src: data.root + 'data/' + path, onload: done, onerror: failed}))
  })
  let entries = [], names = {places: {}, indicators: {}}, width = 0
  const known = {}
  window.words = (found, named) => {
    entries = found.map(entry => [...entry, fold(entry[2] + ' ' + entry[3])])
    names = named
  }
  window.width = n => { width = n }
  window.numbers = (key, found) => { known[key] = found }

  // Citations
  const citation = document.getElementById('citation').dataset
  const sources = () => JSON.parse(document.getElementById('sources').textContent)
  const address = to => {
    const base = data.address || (location.protocol === 'file:' ? '' : new URL(data.root, location.href).href)
    const [page, anchor] = to.split('#')
    const sign = page.includes('?') ? '&' : '?'
    return base && base.replace(/\/?$/, '/') + (html.lang === 'en' ? 'en/' : '') + page + sign + 'r=' + data.release + '#' + anchor
  }
  const cite = button => {
    const d = button.dataset
    if (!d.cite) return (button.previousElementSibling.textContent + ' ' + address(d.to)).trim()
    const parts = [d.cite, sources()[d.claim.split('#')[0]], d.line, d.claim]
    return (citation.text.replace(/%(\d)/g, (_, n) => parts[n - 1]) + ' ' + address(d.to)).trim()
  }
  const copy = async text => {
    try { await navigator.clipboard.writeText(text) } catch {
      const area = el('textarea', '', {value: text})
      document.body.append(area); area.select(); document.execCommand('copy'); area.remove()
    }
  }
  document.addEventListener('click', async event => {
    const button = event.target.closest('.cite')
    if (!button) return
    const text = cite(button), was = button.textContent
    await copy(text)
    button.title = text
    button.textContent = citation.done
    setTimeout(() => { button.textContent = was }, 1500)
  })

  // Tables: filter by words or digits, sort by a column
  const value = cell => cell.dataset.s === undefined ? cell.textContent.trim() : +cell.dataset.s
  const sort = (table, column, button) => {
    const down = button.ariaSort === 'ascending', rows = [...table.tBodies[0].rows]
    const heads = table.tHead.rows[0].cells
    rows.sort((a, b) => {
      const [x, y] = [value(a.cells[column]), value(b.cells[column])]
      const order = x - y || (typeof x === 'number' ? 0 : String(x).localeCompare(String(y), html.lang, {numeric: true}))
      return down ? -order : order
    })
    for (const head of heads) head.ariaSort = null
    heads[column].ariaSort = button.ariaSort = down ? 'descending' : 'ascending'
    table.tBodies[0].append(...rows)
  }
  const tables = () => {
    for (const button of document.querySelectorAll('.cite')) button.hidden = false
    for (const table of document.querySelectorAll('table.sortable')) {
      ;[...table.tHead.rows[0].cells].forEach((head, column) => {
        const button = el('button', head.textContent, {type: 'button'})
        head.replaceChildren(button)
        button.onclick = () => sort(table, column, button)
      })
    }
    for (const filter of document.querySelectorAll('.filter')) {
      filter.hidden = false
      const rows = [...document.querySelectorAll('table.ledger tbody tr, table.sortable tbody tr')]
      const texts = rows.map(row => fold((row.closest('.card')?.firstElementChild.textContent ?? '') + ' ' + row.textContent))
      const [input, year] = [filter.querySelector('input'), filter.querySelector('select')]
      const isOf = row => row.querySelector('[data-years]').textContent.split(', ').some(run => {
        const [from, to = from] = run.split('–')
        return from <= year.value && year.value <= to
      })
      const update = () => {
        const words = fold(input.value).split(/\s+/)
        let shown = 0
        rows.forEach((row, n) => {
          row.hidden = !words.every(word => texts[n].includes(word)) || Boolean(year?.value) && !isOf(row)
          shown += !row.hidden
        })
        for (const card of document.querySelectorAll('.card')) card.hidden = !card.querySelector('tbody tr:not([hidden])')
        filter.querySelector('output').textContent = input.value || year?.value ? shown : ''
      }
      input.oninput = update
      if (year) {
        year.oninput = update
        year.value = params.get('year') ?? ''
        update()
      }
    }
  }

  // Search: by words in any order, with or without accents, or by a number as printed or as a value
  const item = (to, text, more) => {
    const li = el('li')
    li.append(el('a', text, {href: data.here + to}), el('small', more ? ' ' + more : ''))
    return li
  }
  const byNumber = async asked => {
    const digits = asked.replace(/\D/g, '')
    await load('numbers/width.js')
    const key = digits.slice(0, width)
    await load('numbers/' + (key || 'all') + '.js').catch(() => {})
    const found = (known[key] ?? []).filter(entry => entry[0] === digits)
    const near = found.length ? found : (known[key] ?? []).filter(entry => entry[0].startsWith(digits))
    return near.map(([, claim, page, indicator, place, printed]) => item(
      (data.viewer ?? 'report/%.html').replace('%', page) + '#f' + claim.split('#')[1],
      `${names.indicators[indicator]}, ${names.places[place]}: ${printed}`, claim))
  }
  const search = async asked => {
    const list = document.getElementById('found'), query = fold(asked.trim())
    if (query.length < 2) return list.replaceChildren()
    await load('words-' + html.lang + '.js')
    const isNumber = /^[\d.,\s]+$/.test(query)
    const words = query.split(/\s+/)
    const found = isNumber ? await byNumber(query)
      : entries.filter(entry => words.every(word => entry[4].includes(word))).map(entry => item(entry[1], entry[2], ''))
    if (document.getElementById('q').value !== asked) return
    const ul = el('ul', '', {className: 'results'})
    ul.append(...found.slice(0, 50))
    list.replaceChildren(el('p', found.length ? found.length + (found.length > 50 ? ' (50)' : '') : list.dataset.none), ul)
  }
  const box = document.getElementById('q')
  if (box) {
    box.oninput = () => search(box.value)
    box.form.onsubmit = event => { event.preventDefault(); search(box.value) }
    if (params.get('q')) { box.value = params.get('q'); search(box.value) }
  }

  // The page that shows any report from its file of data, by the very rows of the pages that others have
  const viewer = document.getElementById('viewer')
  const escaped = text => String(text ?? '').replace(/[&<>"]/g, sign => `&#${sign.charCodeAt()};`)
  const bare = markup => el('i', '', {innerHTML: markup}).textContent.trim()
  const filled = (id, values, asMarkup) => document.getElementById(id).innerHTML.replace(/\[\[(\w+)\]\]/g,
    (_, name) => asMarkup.includes(name) ? values[name] : escaped(values[name]))
  let fragments = []
  window.fragments = found => { fragments = found }
  window.show = ([title, report, to, head, rows, relations, cited]) => {
    const [figure, shared, relation] = JSON.parse(document.getElementById('names').textContent)
    const named = (names, values) => Object.fromEntries(names.map((name, n) => [name, values[n]]))
    document.title = title
    viewer.innerHTML = head
    const viewed = document.getElementById('viewed')
    viewed.hidden = false
    viewed.querySelector('tbody').innerHTML = rows.map(row => {
      const f = named(figure, row)
      for (const name of shared) f[name] = fragments[f[name]]
      f.what = f.what.replace('[[about]]', () => escaped(f.about))
      f.cite = `${bare(f.place)}, ${bare(f.what)}, ${f.period}: ${f.number}`
      f.claim = report + '#' + f.figure
      f.to = to + '#f' + f.figure
      return filled('row', f, [...shared, 'relations'])
    }).join('')
    document.getElementById('spelled').innerHTML = relations.map(r => filled('relation', named(relation, r), ['claims'])).join('')
    document.getElementById('sources').textContent = JSON.stringify(cited)
    tables()
    if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView()
  }
  if (viewer && /^[\w-]+$/.test(params.get('id'))) {
    load('fragments-' + html.lang + '.js').then(() => load('report/' + params.get('id') + '.' + html.lang + '.js'))
  } else tables()
})()
