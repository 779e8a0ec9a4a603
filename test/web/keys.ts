import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { settled } from './browser.ts'

/** Controls a screen may have before what is looked for. */
const TABS_MAX = 90

/**
 * Goes on by the Tab key until a control of this name has the focus; backwards where it stands before.
 * Fails where it is not reached, and where whoever looks cannot see that it has the focus.
 */
export async function tabTo(page: Page, name: string | RegExp, key = 'Tab'): Promise<void> {
  const fits = (word: string) => (typeof name === 'string' ? word === name : name.test(word))
  const met: string[] = []
  for (let n = 0; n < TABS_MAX; n++) {
    await page.keyboard.press(key)
    const names = await page.evaluate(namesOfFocused)
    met.push(names[0] ?? 'nothing')
    if (!names.some(fits)) continue
    if (await page.evaluate(isFocusSeen)) return
    throw new Error(`Nothing shows that ${name} has the focus.`)
  }
  throw new Error(`No control called ${name} is reached by ${key}: ${met.join(' | ')}`)
}

/** Presses what has the focus. */
export async function enter(page: Page, name: string | RegExp, key = 'Tab'): Promise<void> {
  await tabTo(page, name, key)
  await page.keyboard.press('Enter')
}

/** Chooses in a field that drops down. */
export async function pick(page: Page, field: string, words: string): Promise<void> {
  await tabTo(page, field)
  await chooseTyped(page, words)
}

/** Options of a list that is filtered by what was typed; more is a list that was not. */
const OPTIONS_MAX = 20

/**
 * Types into the field that has, or is about to have, the focus, and chooses the option of that
 * name: not before the field is there, nor before the list shows what was typed.
 */
export async function chooseTyped(page: Page, words: string): Promise<void> {
  const field = page.locator('input:focus')
  await field.waitFor()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type(words)
  await expect.poll(() => field.inputValue()).toBe(words)
  await page.getByRole('option', { name: words }).first().waitFor()
  const marked = page.locator('[role=option][data-combobox-selected]', { hasText: words })
  for (let n = 0; n < OPTIONS_MAX && (await marked.count()) === 0; n++) {
    await page.keyboard.press('ArrowDown')
    await settled(page)
  }
  await page.keyboard.press('Enter')
}

function namesOfFocused(): string[] {
  const focused = document.activeElement as HTMLInputElement | null
  const labelled = focused?.getAttribute('aria-labelledby')?.split(' ') ?? []
  const words = [
    focused?.getAttribute('aria-label'),
    ...[...(focused?.labels ?? [])].map((label) => label.innerText),
    ...labelled.map((id) => document.getElementById(id)?.innerText),
    focused?.innerText,
  ]
  return words.flatMap((word) => (word ? [word.replace(/\s*\*$/, '').trim()] : []))
}

/** An outline, or the border a field has while it is focused, somewhere in sight. */
function isFocusSeen(): boolean {
  const focused = document.activeElement as HTMLInputElement
  const box = focused.parentElement
  const beside = [...(box?.children ?? [])]
  const near = [focused, ...beside, box, box?.parentElement, ...(focused.labels ?? [])]
  return near.some((element) => {
    if (!element) return false
    const { outlineStyle, outlineWidth, borderTopColor } = getComputedStyle(element)
    const { top, bottom, height } = element.getBoundingClientRect()
    const isInSight = height > 0 && bottom > 0 && top < innerHeight
    const probe = document.createElement('i')
    probe.style.color = 'var(--input-bd-focus, transparent)'
    element.append(probe)
    const ofFocus = getComputedStyle(probe).color
    probe.remove()
    const isFramed = ofFocus !== 'rgba(0, 0, 0, 0)' && borderTopColor === ofFocus
    return isInSight && ((outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1) || isFramed)
  })
}
