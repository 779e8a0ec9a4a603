import { contract, type QuerySent } from '../../api/contract/index.ts'
import { stringifySearch } from '../search.ts'

type LogQuery = QuerySent<(typeof contract)['campaigns.logCsv']>

/** The address of one log as CSV, whole, under the same filters as on screen. */
export function logCsvHref(campaignId: number, query: LogQuery): string {
  const { path } = contract['campaigns.logCsv']
  return path.replace('{campaignId}', String(campaignId)) + stringifySearch({ ...query })
}

type RecipientsQuery = QuerySent<(typeof contract)['campaigns.recipientsCsv']>

/** The address of the grid of recipients as CSV, whole, under the same filters as on screen. */
export function recipientsCsvHref(campaignId: number, query: RecipientsQuery = {}): string {
  const { path } = contract['campaigns.recipientsCsv']
  return path.replace('{campaignId}', String(campaignId)) + stringifySearch({ ...query })
}

/** The address of the audience proof as CSV: one group of it, or the whole. */
export function audienceCsvHref(
  campaignId: number,
  query: QuerySent<(typeof contract)['campaigns.audienceCsv']>,
): string {
  const { path } = contract['campaigns.audienceCsv']
  return path.replace('{campaignId}', String(campaignId)) + stringifySearch({ ...query })
}
