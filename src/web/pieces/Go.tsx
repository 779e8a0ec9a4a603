import { Anchor, Button, NavLink, type ButtonProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { ComponentProps } from 'react'

/** A link to a screen in a table or a list; `underline="always"` where it stands in a sentence. */
export const TextLink = createLink(Anchor<'a'>)
/** A link that looks like a button: it leads to a screen, and opens in a new tab like any other. */
export const ButtonLink = createLink(ButtonAnchor)
/** An entry of the rail. */
export const RailLink = createLink(NavLink<'a'>)

function ButtonAnchor(props: ButtonProps & Omit<ComponentProps<'a'>, keyof ButtonProps>) {
  return <Button component="a" {...props} />
}
