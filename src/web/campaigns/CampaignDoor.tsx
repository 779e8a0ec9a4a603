import type { ReactNode } from 'react'
import { TextLink } from '../pieces/Go.tsx'
import { isDoor, type Audience, type FigureName, type FigureValue } from './figures.ts'
import { logWords, type LogFilter } from './window.ts'

interface CampaignDoorProps {
  campaignId: number
  figure: FigureName
  /** Plain text while there are no rows behind it. */
  value: Pick<FigureValue, 'count'>
  audience: Audience
  filter?: LogFilter
  /** What stands there; its count where nothing else says so. */
  children: ReactNode
  label?: string
  /** Within a sentence, where color alone would not tell it. */
  isInText?: boolean
}

/** A number that leads to the log of exactly the contacts it counts. */
export function CampaignDoor(props: CampaignDoorProps) {
  const { campaignId, figure, value, audience, filter, children, label, isInText } = props
  if (!isDoor(value)) return <span>{children}</span>
  return (
    <TextLink
      inherit
      {...(isInText && { underline: 'always' })}
      to="/campaigns/$campaignId"
      params={{ campaignId: String(campaignId) }}
      search={logWords(figure, audience, filter)}
      hash="log"
      resetScroll={false}
      aria-label={label}
      data-rows={value.count}
    >
      {children}
    </TextLink>
  )
}
