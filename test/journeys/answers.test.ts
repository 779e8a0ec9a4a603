import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectRoot } from '../../src/project-root.ts'
import { tryCli } from '../cli/try-cli.ts'
import { newClient, useOf } from '../mcp/client.ts'
import { closeBrowser, withPage } from '../web/browser.ts'
import { everyDoor, rowsBehind } from './questions/doors.ts'
import { askedFirm, signIn, type Firm } from './questions/firm.ts'
import type { Programs } from './questions/answers.ts'
import { QUESTIONS } from './questions/ten.ts'

let firm: Firm
beforeAll(async () => {
  firm = await askedFirm()
}, 120_000)
afterAll(async () => {
  await closeBrowser()
  await firm?.end()
})

test('ten questions have one answer each: by clicking, by the command, by MCP', async () => {
  const programs = await asking()
  await withPage({ baseUrl: firm.url, timeZone: 'UTC' }, async (page) => {
    await signIn(page)
    for (const { asks, click, command, tool } of QUESTIONS) {
      const clicked = await click(page)
      const isEmpty = Array.isArray(clicked) && clicked.length === 0
      expect(isEmpty, asks).toBe(false)
      expect(await command(programs), `${asks} By the command:`).toEqual(clicked)
      expect(await tool(programs), `${asks} By MCP:`).toEqual(clicked)
    }
  })
}, 240_000)

test('every figure on every screen is as many rows as it opens', async () => {
  await withPage({ baseUrl: firm.url, timeZone: 'UTC' }, async (page) => {
    await signIn(page)
    const doors = await everyDoor(page)
    expect(doors.length).toBeGreaterThan(30)
    for (const { href, rows, seenOn } of doors) {
      expect(await rowsBehind(page, href), `${href}, as said on ${seenOn}`).toBe(rows)
    }
  })
}, 480_000)

test('the page of questions has these ten, in this order', () => {
  const page = readFileSync(join(projectRoot(), 'docs', 'questions.md'), 'utf8')
  const asked = [...page.matchAll(/^## (.*)$/gm)].map(([, question]) => question)
  expect(asked).toEqual(QUESTIONS.map(({ asks }) => asks))
})

async function asking(): Promise<Programs> {
  const { url, key } = firm
  const client = newClient()
  const requestInit = { headers: { authorization: `Bearer ${key}` } }
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit }))
  const use = useOf(client)
  return {
    async command(...args) {
      const env = { HOMING_URL: url, HOMING_API_KEY: key }
      const { exitCode, out, err } = await tryCli([...args, '--json'], env)
      if (exitCode !== 0) throw new Error(err)
      return JSON.parse(out)
    },
    async tool(name, asked = {}) {
      const told = await use(name, asked as Record<string, unknown>)
      if (told.isError) throw new Error(told.words)
      return told.data
    },
  }
}
