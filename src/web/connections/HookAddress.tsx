import {
  Alert,
  Button,
  Checkbox,
  Code,
  CopyButton,
  Group,
  Modal,
  Stack,
  Text,
  Title,
} from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../api.ts'
import { jt, t, tc } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { notifyDone } from '../refusals.ts'
import type { Hook } from './HookPanel.tsx'
import type { Connection } from './state.ts'

interface HookAddressProps {
  connection: Connection
  hook: Hook
  mayManage: boolean
}

/** The secret address deliveries go to: made, shown once, replaced. */
export function HookAddress({ connection, hook, mayManage }: HookAddressProps) {
  const make = useChange('hooks.makeAddress', ['hooks.show', 'audit.list'])
  const [made, setMade] = useState<string | null>(null)
  const [endsOldNow, setEndsOldNow] = useState(false)
  const { connectorTitle, id: connectionId } = connection
  async function makeAddress() {
    const { url } = await make.mutateAsync({ params: { connectionId }, body: { endsOldNow } })
    setEndsOldNow(false)
    if (url === null) notifyDone(t`Made. Homing enters it at ${connectorTitle} by itself.`)
    setMade(url)
  }
  return (
    <section>
      <Title order={2} mb={4}>
        {t`Hook address`}
      </Title>
      <Stack gap="sm" align="flex-start">
        <AddressWords connectorTitle={connectorTitle} hook={hook} />
        {mayManage && hook.address === null && (
          <ConfirmAction
            label={t`Make the hook address`}
            variant="filled"
            consequence={
              hook.signals === null
                ? t`The address is secret and shown once. You enter it at ${connectorTitle}.`
                : t`Homing enters it at ${connectorTitle} by itself; nobody else needs to know it.`
            }
            onConfirm={makeAddress}
          />
        )}
        {mayManage && hook.address !== null && (
          <ConfirmAction
            label={t`Replace the hook address`}
            consequence={
              hook.signals === null
                ? t`You enter the new address at ${connectorTitle}. The one before leads in for
                    another day, so that nothing is missed meanwhile.`
                : t`Homing enters the new address at ${connectorTitle} and removes the one before,
                    which leads in for another day.`
            }
            onConfirm={makeAddress}
          >
            <Checkbox
              label={t`Somebody else knows the address: end the one before at once`}
              checked={endsOldNow}
              onChange={(event) => setEndsOldNow(event.currentTarget.checked)}
            />
          </ConfirmAction>
        )}
      </Stack>
      <Modal
        opened={made !== null}
        onClose={() => setMade(null)}
        title={t`The hook address`}
        centered
        closeOnClickOutside={false}
      >
        {made !== null && (
          <AddressShown url={made} title={connectorTitle} onDone={() => setMade(null)} />
        )}
      </Modal>
    </section>
  )
}

function AddressWords({ connectorTitle, hook }: { connectorTitle: string; hook: Hook }) {
  const { address, endingAddress } = hook
  if (address === null) {
    return (
      <Text size="sm">{t`There is none yet: ${connectorTitle} cannot deliver anything here.`}</Text>
    )
  }
  return (
    <>
      <Text size="sm">
        {jt`Ends in “${address.hint}”, made by ${address.createdBy}
          ${(<Moment at={address.createdAt} />)}.`}
      </Text>
      {endingAddress !== null && (
        <Text size="sm">
          {jt`The one before, ending in “${endingAddress.hint}”, leads in until
            ${(<Moment at={endingAddress.endsAt} />)}.`}
        </Text>
      )}
      {hook.signals && <EnteredWords signals={hook.signals} connectorTitle={connectorTitle} />}
    </>
  )
}

/** Whether the address stands at the service, where Homing enters it by itself. */
function EnteredWords({ signals, connectorTitle }: { signals: Signals; connectorTitle: string }) {
  const { failure, registeredAt } = signals
  if (failure !== null) {
    return (
      <Alert
        variant="outline"
        color="red"
        role="status"
        title={t`It could not be entered at ${connectorTitle}`}
      >
        {said(failure.sentence)} {said(failure.remedy)} {t`Homing tries again by itself.`}
      </Alert>
    )
  }
  return (
    <Text size="sm">
      {registeredAt === null
        ? t`Homing is about to enter it at ${connectorTitle}.`
        : jt`Seen to be entered at ${connectorTitle}
            ${(<Moment at={registeredAt} />)}; Homing looks once a day.`}
    </Text>
  )
}

type Signals = NonNullable<Hook['signals']>

function AddressShown(props: { url: string; title: string; onDone: () => void }) {
  const { url, title, onDone } = props
  return (
    <Stack gap="md">
      <Text size="sm">
        {t`Copy it now and enter it at ${title}: Homing keeps only its fingerprint and cannot show
          it again. Whoever knows it can deliver here.`}
      </Text>
      <Code
        block
        aria-label={t`Hook address`}
        style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}
      >
        {url}
      </Code>
      {url.startsWith('http:') && (
        <Text size="sm">
          {t`${title} delivers over the internet to https addresses. Have your operator set
            PUBLIC_URL to the address this Homing has there, then replace this one.`}
        </Text>
      )}
      <Group justify="flex-end" gap="xs">
        <CopyButton value={url}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? t`Copied` : t`Copy`}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onDone}>{tc('address')`I have kept it`}</Button>
      </Group>
    </Stack>
  )
}
