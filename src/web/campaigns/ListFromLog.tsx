import { Button, MultiSelect, Text } from '@mantine/core'
import { IconListDetails } from '@tabler/icons-react'
import { lazy, Suspense, useRef, useState } from 'react'
import { t } from '../languages/messages.ts'
import { figureNames, figureWords, type FigureName } from './figures.ts'
import { logDefinition } from './logDefinition.ts'
import type { Campaign } from './useWindow.ts'
import type { Window } from './window.ts'

const MakeList = lazy(async () => ({ default: (await import('../lists/MakeList.tsx')).MakeList }))

interface ListFromLogProps {
  campaign: Campaign
  window: Window
  /** The link the log is narrowed to. */
  url: string | undefined
}

/** A list of the people behind a log; who is in another log too can be left out. */
export function ListFromLog({ campaign, window, url }: ListFromLogProps) {
  const [isOpen, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const [without, setWithout] = useState<FigureName[]>([])
  const { figure, audience, owner, search, bounceClass, bounceId, linkId, ruleId } = window
  const { domain, readWith } = window
  const isOfLink = figure === 'clicks' && linkId !== undefined
  const isNarrowed =
    search !== ''
    || domain !== ''
    || (readWith !== '' && (figure === 'opens' || figure === 'clicks'))
    || (figure === 'clicks' && ruleId !== undefined)
    || (figure === 'bounces' && (bounceClass !== undefined || bounceId !== undefined))
  const words = figureWords(campaign)
  const others = figureNames(campaign).filter((name) => name !== figure)
  const { log } = words[figure]
  function close() {
    setOpen(false)
    // The dialogue has come open, and so does not know where the focus was.
    button.current?.focus()
  }
  return (
    <>
      <Button
        ref={button}
        variant="default"
        leftSection={<IconListDetails size={16} aria-hidden />}
        disabled={isOfLink && url === undefined}
        onClick={() => setOpen(true)}
      >
        {t`Make a list`}
      </Button>
      {isOpen && (
        <Suspense fallback={null}>
          <MakeList
            isOpen
            onClose={close}
            title={t`A list from the log of ${log}`}
            name={`${campaign.name}: ${log}`.slice(0, 100)}
            definition={logDefinition({
              ...{ campaignId: campaign.id, figure, audience, without, owner },
              url: isOfLink ? url : undefined,
            })}
          >
            {isNarrowed && (
              <Text size="sm">
                {t`The list is of the whole log: the search, the click rule, the kind of bounce,
                  the domain and the device are not taken over.`}
              </Text>
            )}
            <MultiSelect
              label={t`Leave out who is in the log of`}
              placeholder={without.length === 0 ? t`nobody is left out` : undefined}
              data={others.map((value) => ({ value, label: words[value].label }))}
              value={without}
              onChange={(chosen) => setWithout(chosen as FigureName[])}
            />
          </MakeList>
        </Suspense>
      )}
    </>
  )
}
