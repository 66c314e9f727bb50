import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EvidenceOwner, EvidenceSink, VerificationEvidence } from 'nestjs-id-verification';

/** Readable by their owner alone: they show a user's face. */
const DIRECTORY_MODE = 0o700;
const FILE_MODE = 0o600;

const DOWNLOAD_TIMEOUT_MS = 10_000;

/**
 * Writes evidence to one folder for each verification: `face.jpg`, `video.mp4` and `fields.json`. For the sandbox; in
 * production let a sink upload to an encrypted storage, see the guide.
 *
 * @publicApi
 */
export class FolderEvidenceSink implements EvidenceSink {
  constructor(private readonly directory: string) {}

  async receive({ merchantBizId }: EvidenceOwner, evidence: VerificationEvidence): Promise<void> {
    const folder = join(this.directory, merchantBizId);
    await mkdir(folder, { recursive: true, mode: DIRECTORY_MODE });
    const write = (name: string, content: string | Uint8Array): Promise<void> =>
      writeFile(join(folder, name), content, { mode: FILE_MODE });
    const fields = JSON.stringify(evidence.fields, undefined, 2);
    // The vendor does not document the name of the field.
    const [link] = fields.match(/https?:\/\/[^"\\]+/) ?? [];
    if (link !== undefined) await write('video.mp4', await download(link));
    if (evidence.faceImage !== undefined) await write('face.jpg', evidence.faceImage);
    await write('fields.json', fields);
  }
}

async function download(link: string): Promise<Uint8Array> {
  const response = await fetch(link, { redirect: 'error', signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS) });
  if (!response.ok) throw new Error('the video could not be downloaded');
  return new Uint8Array(await response.arrayBuffer());
}
