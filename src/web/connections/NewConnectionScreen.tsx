export default function NewConnectionScreen() { return null }
