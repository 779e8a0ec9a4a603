import { Option } from 'commander'

/** --audience, of every command that counts opens and clicks. */
export function audience(): Option {
  return new Option('--audience <audience>', 'people only, or machines and privacy proxies too')
    .choices(['human', 'all'])
    .default('human')
}
