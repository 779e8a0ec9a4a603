import { Anchor, Button, NavLink } from '@mantine/core'
import { createLink } from '@tanstack/react-router'

/** A link to a screen in a table or a list; `underline="always"` where it stands in a sentence. */
export const TextLink = createLink(Anchor<'a'>)
/** A button that leads to a screen. */
export const ButtonLink = createLink(Button<'a'>)
/** An entry of the rail. */
export const RailLink = createLink(NavLink<'a'>)
