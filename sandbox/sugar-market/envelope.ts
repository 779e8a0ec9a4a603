import type { Ctx, Vendor } from './vendor.ts'

export interface Dated {
  created_date: string
  updated_date: string
}

const dateFields = ['created_date', 'updated_date'] as const
type DateField = (typeof dateFields)[number]

/**
 * One page of records in the vendor's envelope. With `date_field` they come in the order of that
 * date, so that whoever has read up to a moment finds what is newer behind it.
 */
export function listed({ rowsPerPage }: Vendor, c: Ctx, all: readonly Dated[]): Response {
  const field = c.req.query('date_field')
  const page = Number(c.req.query('page') ?? '1')
  if (!Number.isInteger(page) || page < 1) return c.body(null, 400)
  if (field !== undefined && !isDateField(field)) return c.body(null, 400)
  const rows = field === undefined ? all : all.toSorted((a, b) => order(a[field], b[field]))
  const link = (number: number) => {
    const url = new URL(c.req.url)
    url.searchParams.set('page', String(number))
    return url.href
  }
  const last = Math.ceil(rows.length / rowsPerPage)
  return c.json({
    next: page < last ? link(page + 1) : null,
    previous: page > 1 ? link(page - 1) : null,
    page_number: page,
    page_size: rowsPerPage,
    total_count: rows.length,
    count: rows.length,
    results: rows.slice((page - 1) * rowsPerPage, page * rowsPerPage),
  })
}

function isDateField(text: string): text is DateField {
  return (dateFields as readonly string[]).includes(text)
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
