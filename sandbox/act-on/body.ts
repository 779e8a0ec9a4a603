import type { Ctx } from './vendor.ts'

export type Form = Record<string, string | File | (string | File)[]>

/** A form, url-encoded or of several parts; a field that is sent again is an array. */
export async function readForm(c: Ctx): Promise<Form> {
  const form: Form = await c.req.parseBody({ all: true })
  const resolved = Object.entries(form).map(async ([name, value]) => {
    return [name, value instanceof File ? await value.text() : value] as const
  })
  return Object.fromEntries(await Promise.all(resolved)) as Form
}

/** A field's text; the first one of several. */
export function field(form: Form, name: string): string | undefined {
  const value = form[name]
  const first = Array.isArray(value) ? value[0] : value
  return typeof first === 'string' ? first : undefined
}

/** All texts of a field. */
export function fields(form: Form, name: string): string[] {
  const value = form[name]
  const all = Array.isArray(value) ? value : [value]
  return all.filter((one) => typeof one === 'string')
}

/** The uploaded file's text, if one was sent. */
export function wholeFile(form: Form): string | undefined {
  return field(form, 'file')
}

/** Comma-separated values of a field. */
export function listed(form: Form, name: string): string[] {
  return (field(form, name) ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)
}

/** A field that holds JSON. */
export function jsonField(form: Form, name: string): unknown {
  try {
    return JSON.parse(field(form, name) ?? '')
  } catch {
    return undefined
  }
}
