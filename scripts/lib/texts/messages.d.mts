export function messagesIn(text: string, file: string): readonly string[];
export function allMessages(): readonly string[];
