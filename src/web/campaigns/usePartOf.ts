import { useAnswer } from '../api.ts'
import type { Window } from './window.ts'

/** How many rows the log has under its domain, or its program and device, where that is known. */
export function usePartOf(campaignId: number, window: Window): { people: number } | undefined {
  const { audience, domain, readWith, figure } = window
  const asked = { params: { campaignId }, query: { audience } }
  const domains = useAnswer('campaigns.domains', asked, { isWanted: domain !== '' })
  const programs = useAnswer('campaigns.readWith', asked, { isWanted: readWith !== '' })
  const ofDomain = domains.data?.items.find((row) => row.domain === domain)
  const ofProgram = programs.data?.items.find((row) => row.readWith === readWith)
  const people = numberOf(ofDomain, figure) ?? numberOf(ofProgram, figure)
  return people === undefined ? undefined : { people }
}

function numberOf(row: object | undefined, figure: string): number | undefined {
  const value = (row as Record<string, unknown> | undefined)?.[figure]
  return typeof value === 'number' ? value : undefined
}
