import { t, verbatim } from '../languages/messages.ts'

interface ImportColumn {
  name: string
  meaning: string
  samples: [string, string, string]
}

/**
 * The columns an import takes, each with a value for the three rows of the sample: a person, the
 * second of a household, and an organization.
 */
export const IMPORT_COLUMNS: ImportColumn[] = [
  {
    name: 'external_id',
    meaning: t`The record’s id in your CRM. A row with an id known already updates that record.`,
    samples: ['P-1001', 'P-1002', 'O-200'],
  },
  {
    name: 'kind',
    meaning: t`“person” or “organization”; empty means a person.`,
    samples: ['person', 'person', 'organization'],
  },
  {
    name: 'name',
    meaning: t`The full name; for a person it may be left to first and last name.`,
    samples: [verbatim('Ada Example'), verbatim('Ben Sample'), verbatim('Example LLP')],
  },
  { name: 'first_name', meaning: t`First name.`, samples: [verbatim('Ada'), verbatim('Ben'), ''] },
  {
    name: 'last_name',
    meaning: t`Last name.`,
    samples: [verbatim('Example'), verbatim('Sample'), ''],
  },
  { name: 'job_title', meaning: t`What they do there.`, samples: [verbatim('Partner'), '', ''] },
  {
    name: 'email',
    meaning: t`The primary e-mail address.`,
    samples: ['ada@example.com', 'ben@example.org', ''],
  },
  {
    name: 'other_emails',
    meaning: t`Further addresses, with semicolons between.`,
    samples: ['ada.example@example.net; a.example@example.org', '', ''],
  },
  {
    name: 'fax',
    meaning: t`Fax numbers, with semicolons between; with the country, as +44 1225 446000.`,
    samples: ['+44 1225 446000', '', ''],
  },
  {
    name: 'organization',
    meaning: t`Name of the company or household the person belongs to.`,
    samples: [verbatim('Example LLP'), verbatim('Sample household'), ''],
  },
  {
    name: 'organization_kind',
    meaning: t`“company” or “household”.`,
    samples: ['company', 'household', 'company'],
  },
  {
    name: 'owner',
    meaning: t`The colleague who owns the relation (the Primary).`,
    samples: [verbatim('Jo Primary'), verbatim('Jo Primary'), verbatim('Jo Primary')],
  },
  {
    name: 'owner_email',
    meaning: t`The owner’s own address.`,
    samples: ['jo@firm.example', 'jo@firm.example', 'jo@firm.example'],
  },
  { name: 'phone', meaning: t`Telephone number.`, samples: ['+44 20 7946 0000', '', ''] },
  {
    name: 'city',
    meaning: t`City.`,
    samples: [verbatim('London'), verbatim('Leeds'), verbatim('London')],
  },
  { name: 'country', meaning: t`Country.`, samples: ['GB', 'GB', 'GB'] },
  {
    name: 'interests',
    meaning: t`Codes of interests, with semicolons between. It states them; none is taken away.`,
    samples: ['', '', ''],
  },
  {
    name: 'consent',
    meaning: t`“express”, “implied” or “out”; empty says nothing. An import weakens nothing.`,
    samples: ['express', 'implied', ''],
  },
  {
    name: 'consent_topic',
    meaning: t`The topics it is about, by name, with semicolons between; empty: everything.`,
    samples: ['', '', ''],
  },
  {
    name: 'consent_date',
    meaning: t`When it was said, as 2026-05-03. Express consent needs it: it lifts what is older.`,
    samples: ['2024-05-03', '2024-02-01', ''],
  },
  {
    name: 'consent_until',
    meaning: t`When implied consent ends; empty: as long as the firm says.`,
    samples: ['', '', ''],
  },
  {
    name: 'consent_evidence',
    meaning: t`What shows it. “express” without it counts as implied.`,
    samples: [verbatim('Signed form of 3 May 2024'), verbatim('Invoice 12'), ''],
  },
]

/** A small file that imports as it stands, for a data: address. */
export function sampleCsv(): string {
  const lines = [
    IMPORT_COLUMNS.map((column) => column.name),
    ...[0, 1, 2].map((row) => IMPORT_COLUMNS.map((column) => column.samples[row] ?? '')),
  ]
  return lines.map((cells) => cells.join(',') + '\r\n').join('')
}
