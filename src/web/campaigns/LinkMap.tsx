import { Skeleton, Text, Title } from '@mantine/core'
import { useEffect, useMemo, useRef, useState, type RefObject } from 'react'
import { useAnswer, type AnswerTo } from '../api.ts'
import { jt, msg, plural, t } from '../languages/messages.ts'
import { wholeNumber } from '../pieces/format.ts'
import { Moment } from '../pieces/Moment.tsx'
import classes from './campaign.module.css'
import { linkMapOf } from './linkMap.ts'

type Mail = AnswerTo<'campaigns.mail'>
type Link = AnswerTo<'campaigns.links'>['items'][number]

/** The mail as recipients saw it, each link's people beside it; where unknown, why. */
export function LinkMap({ mail, links }: { mail: Mail | undefined; links: Link[] | undefined }) {
  return (
    <section aria-labelledby="link-map">
      <Title order={2} id="link-map" mb="sm">
        {t`The mail and its clicks`}
      </Title>
      {mail === undefined || links === undefined ? (
        <Skeleton className={classes.mailFrame} role="status" aria-busy aria-label={t`Loading`} />
      ) : mail.html === null ? (
        <Text size="sm" c="dimmed">
          {mail.state === 'too_long'
            ? t`The mail is too long to be kept and shown here.`
            : t`The e-mail service does not tell this mail’s HTML, so its links stand as a list.`}
        </Text>
      ) : (
        <Framed mail={mail} html={mail.html} links={links} />
      )}
    </section>
  )
}

function Framed({ mail, html, links }: { mail: Mail; html: string; links: Link[] }) {
  const { document, placed } = useMemo(() => linkMapOf(html, links), [html, links])
  const missing = links.length - placed.size
  const frame = useRef<HTMLIFrameElement>(null)
  const isWithin = useIsWithin(frame)
  return (
    <>
      <iframe
        ref={frame}
        data-focused={isWithin || undefined}
        title={t`The mail with its clicks`}
        sandbox=""
        srcDoc={document}
        className={classes.mailFrame}
      />
      <Text size="xs" c="dimmed" mt={4}>
        {originOf(mail)}{' '}
        {t`Scripts do not run here, and pictures are not fetched: that would count as an opening.`}
        {missing > 0 && ` ${missingWords(missing)}`}
      </Text>
    </>
  )
}

/** Whether the focus is in a frame: the browser tells it only by taking it from the page. */
function useIsWithin(frame: RefObject<HTMLIFrameElement | null>): boolean {
  const [isWithin, setWithin] = useState(false)
  useEffect(() => {
    const look = () => setWithin(document.activeElement === frame.current)
    window.addEventListener('blur', look)
    window.addEventListener('focus', look)
    document.addEventListener('focusin', look)
    return () => {
      window.removeEventListener('blur', look)
      window.removeEventListener('focus', look)
      document.removeEventListener('focusin', look)
    }
  }, [frame])
  return isWithin
}

function originOf({ state, readAt }: Mail) {
  const at = readAt !== null && <Moment at={readAt} />
  if (state === 'written') {
    return at ? jt`As it was written here ${at}.` : t`As it was written here.`
  }
  return at ? jt`As the e-mail service told it ${at}.` : t`As the e-mail service told it.`
}

function missingWords(missing: number): string {
  return plural(
    missing,
    msg`${wholeNumber(missing)} of the clicked links could not be found in it.`,
    msg`${wholeNumber(missing)} of the clicked links could not be found in it.`,
  )
}

/** Asked for with the links, so that the frame is drawn once. */
export function useMail(campaignId: number) {
  return useAnswer('campaigns.mail', { params: { campaignId } })
}
