import { Group, NumberInput, SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { t, verbatim } from '../../languages/messages.ts'
import type { SourceWords } from './kinds.ts'
import type { FieldsProps } from './SourceForm.tsx'

/** Where the server is, who signs in and how, and the key it must show. */
export function SftpFields({ form, isKept }: FieldsProps) {
  const stays = isKept ? t`Empty: it stays what it is.` : t`Kept sealed.`
  return (
    <>
      <Group grow align="flex-start" preventGrowOverflow={false}>
        <TextInput
          label={t`Server`}
          placeholder={verbatim('files.example.com')}
          required
          {...form.getInputProps('host')}
        />
        <NumberInput
          label={t`Port`}
          min={1}
          max={65_535}
          maw={120}
          {...form.getInputProps('port')}
        />
      </Group>
      <Group grow align="flex-start">
        <TextInput label={t`User`} required autoComplete="off" {...form.getInputProps('user')} />
        <TextInput label={t`Folder there`} placeholder="/exports" {...form.getInputProps('path')} />
      </Group>
      <SegmentedControl
        aria-label={t`How it signs in`}
        data={[
          { value: 'password', label: t`Password` },
          { value: 'key', label: t`Private key` },
        ]}
        value={form.values.signIn}
        onChange={(value) => form.setFieldValue('signIn', value as SourceWords['signIn'])}
      />
      {form.values.signIn === 'password' ? (
        <TextInput
          label={t`Password`}
          description={stays}
          type="password"
          autoComplete="new-password"
          {...form.getInputProps('password')}
        />
      ) : (
        <>
          <Textarea
            label={t`Private key`}
            description={stays}
            placeholder={verbatim('-----BEGIN OPENSSH PRIVATE KEY-----')}
            autosize
            minRows={3}
            maxRows={6}
            {...form.getInputProps('privateKey')}
          />
          <TextInput
            label={t`Passphrase of the key`}
            type="password"
            autoComplete="new-password"
            {...form.getInputProps('passphrase')}
          />
        </>
      )}
      <TextInput
        label={t`The server’s key`}
        description={t`Its fingerprint. Empty: the one it shows first is remembered.`}
        placeholder={verbatim('SHA256:…')}
        {...form.getInputProps('hostKey')}
      />
    </>
  )
}
