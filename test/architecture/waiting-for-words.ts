/** The folders of src/web whose texts are not all messages yet. This list only shrinks. */
export const WAITING: readonly string[] = []
