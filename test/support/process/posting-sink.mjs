/** An evidence sink as a host would write it: it downloads the video and hands everything to a store. */
export class PostingSink {
  constructor(address) {
    this.address = address;
  }

  async receive(owner, { faceImage, fields }) {
    const [link] = JSON.stringify(fields).match(/https?:\/\/[^"\\]+/) ?? [];
    const { status } = await fetch(this.address, {
      method: 'POST',
      body: JSON.stringify({
        process: process.pid,
        owner,
        fields,
        faceImage: base64(faceImage),
        video: base64(link && (await download(link))),
      }),
    });
    if (status !== 200) throw new Error('the store refused the evidence');
  }
}

async function download(link) {
  const response = await fetch(link);
  if (!response.ok) throw new Error('the video could not be downloaded');
  return response.arrayBuffer();
}

function base64(bytes) {
  return bytes && Buffer.from(bytes).toString('base64');
}
