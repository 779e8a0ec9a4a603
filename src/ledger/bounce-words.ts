import { sql, type RawBuilder } from 'kysely'

/**
 * A bounce in plain words, with its codes: "full bounce (452 4.2.2, F): Mailbox full, try later".
 * For a select from detail under this name; null where there is none.
 */
export function bounceWords(detail: string): RawBuilder<string> {
  const d = sql.table(detail)
  return sql`nullif(concat(nullif(${d}.class, '') || ' bounce ',
    '(' || nullif(${bounceCodes(detail)}, '') || ')',
    ': ' || nullif(concat_ws(', ', nullif(${d}.note, ''), case ${d}.class
      when 'soft' then 'try later' when 'full' then 'try later'
      when 'auto-reply' then 'it arrived' end), '')), '')`
}

/** The receiver's codes, where they are known, then the vendor's own: "452 4.2.2, F". */
export function bounceCodes(detail: string): RawBuilder<string> {
  const d = sql.table(detail)
  return sql`concat_ws(', ', nullif(concat_ws(' ', ${d}.smtp, nullif(${d}.enhanced, '')), ''),
    nullif(${d}.value, ''))`
}
