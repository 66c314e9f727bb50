import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FolderEvidenceSink } from './folder-evidence.sink.js';

describe('The evidence sink of the sandbox', () => {
  let directory: string;
  let vendor: Server;
  let link: string;
  let status = 200;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'evidence-'));
    vendor = createServer((_, response) => response.writeHead(status).end('a video'));
    await once(vendor.listen(0, '127.0.0.1'), 'listening');
    link = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}/video?signature=a`;
  });
  afterAll(async () => {
    vendor.close();
    await rm(directory, { recursive: true });
  });

  const receive = (merchantBizId: string, faceImage?: Uint8Array, video?: string) =>
    new FolderEvidenceSink(join(directory, 'sink')).receive(
      { merchantBizId, transactionId: 'hks1', status: 'PASSED', metadata: {}, completedAt: new Date() },
      { faceImage, fields: { ExtFaceInfo: { faceAttack: 'N', video } } },
    );
  const folderOf = (merchantBizId: string) => join(directory, 'sink', merchantBizId);
  const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

  it('writes image, video and fields, for their owner alone, also when they come again', async () => {
    await receive('one', Buffer.from('old'), link);
    await receive('one', Buffer.from('a face'), link);

    const files = ['face.jpg', 'fields.json', 'video.mp4'];
    expect((await readdir(folderOf('one'))).sort()).toEqual(files);
    const [face, fields, video] = await Promise.all(
      files.map((file) => readFile(join(folderOf('one'), file), 'utf8')),
    );
    expect([face, video]).toEqual(['a face', 'a video']);
    expect(JSON.parse(fields ?? '')).toMatchObject({ ExtFaceInfo: { faceAttack: 'N' } });
    expect(await modeOf(folderOf('one'))).toBe(0o700);
    expect(await Promise.all(files.map((file) => modeOf(join(folderOf('one'), file))))).toEqual([
      0o600, 0o600, 0o600,
    ]);
  });

  it('writes only what there is', async () => {
    await receive('failed');

    expect(await readdir(folderOf('failed'))).toEqual(['fields.json']);
  });

  it('fails where the video cannot be downloaded, so that the library retries', async () => {
    status = 403;

    await expect(receive('late', undefined, link)).rejects.toThrow('the video could not be downloaded');
  });
});
