import { z } from 'zod'
import { route } from './route.ts'
import { unsaved, viewParams as params } from './views.ts'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const unsavedFile = {
  permission: 'export',
  body: z.strictObject({
    ...unsaved,
    /** What the file says it is. */
    name: z.string().trim().max(200).default('What a view finds'),
  }),
} as const
const savedFile = {
  permission: 'export',
  params,
  query: z.object({
    /** JSON: values by the keys of the view’s parameters. */
    parameters: z.string().max(10_000).optional(),
  }),
} as const

/** Views as files: of a definition that is not kept, and of one that is. */
export const viewFiles = {
  'views.csv': route({
    method: 'POST',
    path: '/api/views/view.csv',
    summary: 'Everything a definition finds, as CSV',
    ...unsavedFile,
    answer: { stream: 'text/csv' },
  }),
  'views.xlsx': route({
    method: 'POST',
    path: '/api/views/view.xlsx',
    summary: 'Everything a definition finds, as a workbook',
    ...unsavedFile,
    answer: { stream: XLSX },
  }),
  'views.pdf': route({
    method: 'POST',
    path: '/api/views/view.pdf',
    summary: 'The first 2,000 rows a definition finds, as PDF',
    ...unsavedFile,
    answer: { stream: 'application/pdf' },
  }),
  'views.csvSaved': route({
    method: 'GET',
    path: '/api/views/{viewId}/view.csv',
    summary: 'Everything a view finds now, as CSV',
    ...savedFile,
    answer: { stream: 'text/csv' },
  }),
  'views.xlsxSaved': route({
    method: 'GET',
    path: '/api/views/{viewId}/view.xlsx',
    summary: 'Everything a view finds now, as a workbook',
    ...savedFile,
    answer: { stream: XLSX },
  }),
  'views.pdfSaved': route({
    method: 'GET',
    path: '/api/views/{viewId}/view.pdf',
    summary: 'The first 2,000 rows a view finds now, as PDF',
    ...savedFile,
    answer: { stream: 'application/pdf' },
  }),
} as const
