/** The same bytes, telling how many have passed. */
export async function* counted(content: AsyncIterable<Uint8Array>, progress: ((sent: number) => void) | undefined): AsyncGenerator<Uint8Array> {
  let sent = 0;
  for await (const chunk of content) {
    yield chunk;
    sent += chunk.byteLength;
    progress?.(sent);
  }
}
