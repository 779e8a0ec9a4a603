import type { Page } from 'playwright-core'
import { settled } from '../../web/browser.ts'

/** What a program is answered, as JSON: each question reads the few fields it needs. */
export type Json = any

/** Everything but the browser, in the words of whoever asks. */
export interface Programs {
  /** homing ARGS --json */
  command(...args: string[]): Promise<Json>
  /** A tool of the MCP server. */
  tool(name: string, asked?: object): Promise<Json>
}

/** The texts of the cells of a screen's table, row by row; of a web address told in short, the whole. */
export async function cells(page: Page): Promise<string[][]> {
  return page
    .locator('main table tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) =>
        [...row.querySelectorAll('td')].map(
          (cell) =>
            cell.querySelector('[title^="http"]')?.getAttribute('title') ?? cell.innerText.trim(),
        ),
      ),
    )
}

export async function openView(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Views' }).first().click()
  await page.getByRole('link', { name }).first().click()
  await page.getByRole('heading', { name }).waitFor()
  await settled(page)
}

export async function openCampaign(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Campaigns' }).first().click()
  await page.getByRole('link', { name }).first().click()
  await page.getByRole('heading', { name }).waitFor()
  await settled(page)
}

/** Somebody quick: they click before the list has narrowed, and are not called back to it. */
export async function openPerson(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'People' }).first().click()
  await page.getByRole('searchbox', { name: 'Search people' }).fill(name)
  await page.getByRole('cell', { name }).getByRole('link').first().click()
  await page.getByRole('heading', { name }).waitFor()
  await settled(page)
}

/** A figure at the top of a campaign's window, by the word that stands before it. */
export async function figure(page: Page, label: string): Promise<number> {
  const link = page.getByRole('link', { name: new RegExp(`^${label}`) }).first()
  return numberIn(await link.innerText())
}

/** The first number in a text. */
export function numberIn(text: string): number {
  return Number(/\d[\d,]*/.exec(text)![0].replaceAll(',', ''))
}

/** Rows of a view, as the API has them, of some columns. */
export function viewRows({ columns, rows }: Json, asked: string[]): Json[] {
  const places = asked.map((id) => columns.findIndex((one: Json) => one.id === id))
  return sorted(rows.map((row: Json[]) => places.map((place) => row[place])))
}

/** The same as the MCP server has them. */
export function toldRows(answer: Json, asked: string[]): Json[] {
  return sorted(answer.items.map((row: Json) => asked.map((id) => row[id])))
}

/** In an order of their own, whatever order they were told in. */
export function sorted<T>(rows: T[]): T[] {
  return rows.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}
