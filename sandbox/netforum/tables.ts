import { columns, own, stamps, texts, type Column } from './columns.ts'

/** A table, of the columns that are simulated. */
export interface Table {
  name: TableName
  prefix: string
  key: string
  columns: readonly Column[]
}

const defined = {
  co_customer: [
    'cst',
    'cst_key',
    [
      ...own(texts('cst', 'type:20 id:10 name_cp:150 sort_name_dn:150 ind_full_name_dn:150')),
      ...own(texts('cst', 'org_name_dn:150 ixo_title_dn:150 eml_address_dn:100')),
      ...own(columns('int', 'cst', 'recno')),
      ...own(columns('key', 'cst', 'eml_key cxa_key cph_key ixo_key')),
      ...columns('key', 'cst', 'parent_cst_key'),
      ...texts('cst', 'pref_comm_meth:10'),
      ...columns('flag', 'cst', 'no_email_flag no_mail_flag no_phone_flag no_fax_flag'),
      ...columns('flag', 'cst', 'no_web_flag no_msg_flag email_text_only member_flag'),
      ...columns('date', 'cst', 'last_email_date'),
    ],
  ],
  co_individual: [
    'ind',
    'ind_cst_key',
    [
      ...texts('ind', 'prf_code:20 first_name:30 mid_name:30 last_name:30 sfx_code:20'),
      ...texts('ind', 'designation:50 int_code:50 badge_name:30'),
      ...own(texts('ind', 'full_name_cp:187')),
      ...columns('flag', 'ind', 'deceased_flag'),
    ],
  ],
  co_organization: [
    'org',
    'org_cst_key',
    [...texts('org', 'name:150 ogt_code:30 acronym:10'), ...columns('key', 'org', 'ind_cst_key')],
  ],
  co_email: [
    'eml',
    'eml_key',
    [
      ...texts('eml', 'address:100 type:20'),
      ...columns('key', 'eml', 'cst_key'),
      ...columns('flag', 'eml', 'primary unlisted_flag invalid_flag'),
      ...texts('eml', 'invalid_reason:50'),
    ],
  ],
  co_individual_x_organization: [
    'ixo',
    'ixo_key',
    [...columns('key', 'ixo', 'ind_cst_key org_cst_key'), ...texts('ixo', 'title:150 rlt_code:50')],
  ],
  co_address: [
    'adr',
    'adr_key',
    [
      ...columns('key', 'adr', 'cst_key_owner'),
      ...texts('adr', 'line1:100 line2:100 line3:100 city:40 state:40 post_code:20 country:60'),
    ],
  ],
  co_phone: [
    'phn',
    'phn_key',
    [...columns('key', 'phn', 'cst_key_owner'), ...texts('phn', 'number:55')],
  ],
  co_customer_messaging_activity: [
    'cma',
    'cma_key',
    [
      ...columns('key', 'cma', 'cst_key eml_key'),
      ...texts('cma', 'eml_address:100 activity_id:50 message_id:50 recipient_id:50'),
      ...texts('cma', 'activity_code:50 activity_subcode:50'),
      ...columns('date', 'cma', 'activity_date'),
    ],
  ],
} as const satisfies Record<string, readonly [string, string, readonly Column[]]>

export type TableName = keyof typeof defined

export const tableNames = Object.keys(defined) as readonly TableName[]

const tables = new Map(
  tableNames.map((name): [TableName, Table] => {
    const [prefix, key, rest] = defined[name]
    const keyColumn = own(columns('key', prefix, key.slice(prefix.length + 1)))
    return [name, { name, prefix, key, columns: [...keyColumn, ...rest, ...stamps(prefix)] }]
  }),
)

export function tableOf(name: TableName): Table {
  return tables.get(name) as Table
}

export function columnIn(table: Table, name: string): Column | undefined {
  return table.columns.find((one) => one.name === name)
}
