// Pages in a real browser: every kind at three widths is judged by axe, printed, weighed and walked without JavaScript.
// make test-web starts a service on loopback and says in CAREDUTY_PAGES where it is.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'

const base = process.env.CAREDUTY_PAGES
const executablePath = process.env.CHROMIUM || '/usr/bin/chromium'
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const kinds = JSON.parse(readFileSync(new URL('pages.json', import.meta.url), 'utf8'))
const widths = [1280, 375, 320]

let browser
before(async () => { browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] }) })
after(async () => { await browser?.close() })

// open shows a page and notes every request it makes.
async function open(path, options = {}) {
  const context = await browser.newContext({ bypassCSP: true, ...options })
  const page = await context.newPage()
  const asked = []
  page.on('request', r => asked.push(r.url()))
  const answer = await page.goto(base + path, { waitUntil: 'load' })
  return { context, page, asked, answer }
}

// audit gives axe's violations as sentences: rule, and where.
async function audit(page, without = []) {
  await page.evaluate(axe)
  const { violations } = await page.evaluate(without => window.axe.run(document, {
    runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
    resultTypes: ['violations'],
    rules: Object.fromEntries(without.map(rule => [rule, { enabled: false }])),
  }), without)
  return violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target.join(' ')}: ${n.html.slice(0, 160)}`))
}

for (const [kind, path] of Object.entries(kinds.pages)) {
  for (const width of widths) {
    test(`${kind} at ${width}`, async () => {
      const { context, page, asked, answer } = await open(path, { viewport: { width, height: 900 } })
      try {
        assert.ok(kind.startsWith('problem') ? answer.status() >= 400 : answer.status() === 200, `${path} answers ${answer.status()}`)
        assert.deepEqual(await audit(page), [], `${path}: axe finds something`)
        for (const url of asked) assert.ok(url.startsWith(base) || url.startsWith('data:'), `${path} asks ${url}`)
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
        assert.ok(wider <= 0, `${path} is ${wider} pixels wider than a window of ${width}`)
        const cut = await page.evaluate(() => [...document.querySelectorAll('table.profile, table.league')].map(t => t.parentElement)
          .filter(r => r.scrollWidth > r.clientWidth + 1).map(r => `${r.getAttribute('aria-label') || 'the table'}: ${r.scrollWidth} of ${r.clientWidth}`))
        assert.deepEqual(cut, [], `${path}: columns are out of sight at ${width}`)
        const scripts = await page.evaluate(() => [...document.scripts].filter(s => s.type !== 'application/ld+json').length)
        assert.equal(scripts, 0, `${path} has a script`)
      } finally { await context.close() }
    })
  }
}

// led does what leads to another page, and waits until that page is there: the one before is loaded already, so waiting for a load alone would not do.
async function led(page, act) {
  await Promise.all([page.waitForNavigation({ waitUntil: 'load', timeout: 20000 }), act()])
}

// A journey is a list of steps, each a click but for what is typed; it is walked with scripts switched off.
for (const [name, journey] of Object.entries(kinds.journeys)) {
  test(`journey: ${name}`, async () => {
    const { context, page } = await open('/', { javaScriptEnabled: false, viewport: { width: 1280, height: 900 } })
    let clicks = 0
    try {
      for (const step of journey.steps) {
        if (step.type !== undefined) {
          await page.getByLabel(step.into, { exact: false }).first().fill(step.type)
          await led(page, () => page.keyboard.press('Enter'))
        } else if (step.choose !== undefined) {
          await page.getByLabel(step.from, { exact: false }).first().selectOption(step.choose)
          continue
        } else if (step.press !== undefined) {
          await led(page, () => page.getByRole('button', { name: step.press }).first().click())
        } else if (step.download !== undefined) {
          const link = page.getByRole('link', { name: step.download }).first()
          const href = await link.getAttribute('href')
          const r = await context.request.get(new URL(href, page.url()).href)
          assert.equal(r.status(), 200, `${href} answers ${r.status()}`)
          const kind = r.headers()['content-type']
          assert.match(kind, new RegExp(step.is), `${href} is ${kind}`)
        } else {
          await led(page, () => page.getByRole('link', { name: step.click, exact: step.exact ?? false }).first().click())
        }
        clicks++
        for (const text of step.shows ?? []) {
          assert.match(await page.locator('body').innerText(), new RegExp(text), `after ${clicks} clicks, at ${page.url()}`)
        }
        if (step.keeps) assert.match(page.url(), new RegExp(step.keeps), `after ${clicks} clicks`)
      }
      assert.ok(clicks <= journey.most, `${clicks} clicks, want at most ${journey.most}`)
    } finally { await context.close() }
  })
}

test('a keyboard reaches the content first, and sees where it is', async () => {
  const { context, page } = await open(kinds.pages.league)
  try {
    await page.keyboard.press('Tab')
    const first = await page.evaluate(() => document.activeElement.getAttribute('href'))
    assert.match(first ?? '', /^#/, 'the first stop is not a way to the content')
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press('Tab')
      const seen = await page.evaluate(() => {
        const s = getComputedStyle(document.activeElement)
        return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== 'none'
      })
      assert.ok(seen, `stop ${i + 2} is not to be seen: ${await page.evaluate(() => document.activeElement.outerHTML.slice(0, 120))}`)
    }
  } finally { await context.close() }
})

test('forced colours leave every text and picture', async () => {
  for (const path of [kinds.pages.home, kinds.pages.league, kinds.pages.profile]) {
    const { context, page } = await open(path, { forcedColors: 'active', colorScheme: 'dark' })
    // The system chooses the colours, which axe does not see: it judges those the style sheet asked for.
    try { assert.deepEqual(await audit(page, ['color-contrast']), [], path) } finally { await context.close() }
  }
})

for (const [kind, most] of Object.entries(kinds.printed)) {
  test(`${kind} prints on ${most} sides`, async () => {
    const { context, page } = await open(kinds.pages[kind])
    try {
      const pdf = await page.pdf({ format: 'A4' })
      const sides = (pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g) ?? []).length
      assert.ok(sides >= 1 && sides <= most, `${sides} sides, want at most ${most}`)
    } finally { await context.close() }
  })
}

for (const [kind, most] of Object.entries(kinds.weights)) {
  test(`${kind} weighs at most ${most} kB`, async () => {
    const r = await fetch(base + kinds.pages[kind], { headers: { Accept: 'text/html' } })
    const weight = gzipSync(Buffer.from(await r.arrayBuffer())).length / 1000
    assert.ok(weight <= most, `${weight.toFixed(1)} kB packed, want at most ${most}`)
  })
}

// Screenshots for a person to look at, where CAREDUTY_LOOK names a folder.
test('screenshots', { skip: !process.env.CAREDUTY_LOOK }, async () => {
  for (const [kind, path] of Object.entries(kinds.pages)) {
    for (const width of [1280, 375]) {
      const { context, page } = await open(path, { viewport: { width, height: 900 } })
      try {
        await page.screenshot({ path: `${process.env.CAREDUTY_LOOK}/${kind}-${width}.png`, fullPage: true })
      } finally { await context.close() }
    }
  }
})
