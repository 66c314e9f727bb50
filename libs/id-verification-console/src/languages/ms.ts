import type { Translation } from './translation.js';

/** Malay. */
export const MS: Translation = {
  brand: 'Pengesahan Identiti',
  sandbox: 'Persekitaran ujian',
  'sandbox.hint': 'Sebuah emulator menggantikan penyedia perkhidmatan',
  skip: 'Langkau ke kandungan',
  needsScript: 'Halaman ini memerlukan JavaScript.',
  pages: 'Halaman',
  language: 'Bahasa',

  'key.title': 'Kunci API anda',
  'key.lead':
    'Kunci disimpan dalam tab ini sehingga anda menutupnya, dan hanya dihantar kepada aplikasi ini.',
  'key.label': 'Kunci API',
  'key.submit': 'Gunakan kunci ini',
  'key.change': 'Tukar kunci',

  'start.link': 'Sahkan',
  'start.title': 'Sahkan pengguna',
  'start.lead':
    'Beberapa saat di hadapan kamera membuktikan bahawa pengguna ialah orang sebenar. Mulakan di sini, kemudian pengguna meneruskan pada peranti ini atau pada telefon.',
  'start.id': 'ID pelanggan',
  'start.idHint':
    'Sebarang ID daripada rekod anda. Hanya nilai cincang berkunci bagi ID ini disimpan dan dihantar kepada penyedia perkhidmatan.',
  'start.submit': 'Mulakan pengesahan',

  'choice.title': 'Di manakah pengguna akan meneruskan?',
  'choice.lead': 'Sebaik sahaja satu peranti digunakan, peranti yang lain akan ditolak.',
  'choice.here': 'Pada peranti ini',
  'choice.hereHint': 'Peranti mesti mempunyai kamera, dan pengguna berada di hadapannya.',
  'choice.hereSubmit': 'Teruskan di sini',
  'choice.phone': 'Pada telefon',
  'choice.qr': 'Kod QR yang membuka pengesahan pada telefon',
  'choice.phoneHint': 'Imbas dengan kamera telefon.',
  'choice.phonePage': 'Buka halaman telefon dalam tab baharu',
  'choice.localOnly':
    'Hanya komputer ini dapat membuka alamat tersebut. Supaya telefon dapat membukanya, buka halaman ini dengan alamat yang boleh dicapai oleh telefon.',
  'choice.elsewhere': 'Kod dipaparkan dalam tab tempat pengesahan ini dimulakan.',
  'choice.left': 'Kod masih sah selama {time}',
  'choice.over': 'Kod ini telah tamat tempoh. Pengesahan belum dimulakan.',
  'choice.new': 'Paparkan kod baharu',
  'choice.cancel': 'Batal',

  'progress.title': 'Pengesahan ini',
  'progress.steps': 'Kemajuan',
  'progress.started': 'Dimulakan',
  'progress.user': 'Dengan pengguna',
  'progress.result': 'Keputusan',
  'progress.userPage': 'Buka halaman pengguna',
  'progress.newTab': 'dalam tab baharu',
  'progress.check': 'Semak keputusan sekarang',
  'progress.again': 'Cuba lagi',
  'progress.startOver': 'Mula semula',
  'progress.another': 'Sahkan pengguna lain',
  'progress.expiresAt': 'Sah sehingga',
  'progress.endedAt': 'Tamat pada',
  'progress.left': '{time} lagi',
  'progress.overdue': 'Masa telah tamat. Menunggu keputusan daripada penyedia perkhidmatan.',
  'progress.minutesLeft.one': '{count} minit lagi',
  'progress.minutesLeft.other': '{count} minit lagi',
  'progress.return': 'Kembali ke aplikasi',

  'status.INITIALIZING': 'Sedang dimulakan',
  'status.INITIALIZING.detail': 'Penyedia perkhidmatan belum memberikan maklum balas.',
  'status.PENDING': 'Menunggu',
  'status.PENDING.detail':
    'Pengguna sedang menjalani pemeriksaan. Halaman ini dikemas kini secara automatik.',
  'status.PASSED': 'Lulus',
  'status.PASSED.detail': 'Pemeriksaan memastikan bahawa pengguna ialah orang sebenar.',
  'status.FAILED': 'Gagal',
  'status.FAILED.detail': 'Pengguna tidak lulus pemeriksaan.',
  'status.EXPIRED': 'Tamat tempoh',
  'status.EXPIRED.detail': 'Pengesahan tamat tanpa keputusan.',
  'status.REJECTED': 'Ditolak',
  'status.REJECTED.detail': 'Penyedia perkhidmatan menolak untuk memulakan pengesahan.',
  'reason.liveness_risk':
    'Pemeriksaan tidak dapat memastikan bahawa orang sebenar berada di hadapan kamera. Pastikan cahaya mencukupi, muka tidak ditutup dan lensa bersih; gambar dan skrin tidak akan lulus.',
  'reason.device_risk':
    'Peranti ini kelihatan tidak selamat: mungkin telah diubah suai atau hanya simulasi. Peranti lain mungkin berjaya.',
  'reason.not_finished': 'Pengguna tidak menyelesaikannya dalam masa yang ditetapkan.',
  'reason.result_unavailable': 'Penyedia perkhidmatan tidak menghantar keputusan sebelum memadamkannya.',
  'reason.canceled': 'Pengesahan dibatalkan sebelum pengguna menyelesaikannya.',
  'reason.erased': 'Pengesahan dipadamkan sebelum tamat.',
  'reason.never_started': 'Pengesahan gagal dimulakan dan tidak dicuba semula dalam masa yang ditetapkan.',

  'continue.name': 'Teruskan',
  'continue.title': 'Tunjukkan bahawa ini anda',
  'continue.lead': 'Anda akan melihat ke arah kamera selama beberapa saat.',
  'continue.light': 'Cari tempat yang terang, dan pegang telefon pada paras mata.',
  'continue.face': 'Tanggalkan topi, pelitup muka atau cermin mata hitam.',
  'continue.camera': 'Benarkan penggunaan kamera apabila diminta.',
  'continue.submit': 'Teruskan',
  'continue.doneTitle': 'Anda boleh menutup halaman ini',
  'continue.doneLead':
    'Jika anda telah selesai, tiada apa-apa lagi yang perlu dilakukan di sini: keputusan dipaparkan di tempat anda dijemput. Untuk bermula, buka pautan atau imbas kod daripada jemputan anda.',

  'error.unreachable': 'Aplikasi tidak dapat dihubungi. Cuba lagi dalam beberapa saat.',
  'error.browser': 'Pelayar ini tidak disokong. Cuba gunakan pelayar lain.',
  'error.vendorScript':
    'Skrip penyedia perkhidmatan tidak dapat dimuatkan. Semak sambungan anda, kemudian cuba lagi.',
  'error.forbidden': 'Anda tidak dibenarkan melakukan ini. Semak kunci yang anda gunakan.',
  'error.other': 'Ralat telah berlaku. Kod status: {status}',

  'problem.invalidInput': 'Data yang dimasukkan tidak sah. Semak dan cuba lagi.',
  'problem.keyNeeded': 'Kunci API yang sah diperlukan.',
  'problem.keyReadOnly': 'Kunci API ini hanya boleh membaca. Gunakan kunci yang boleh membuat perubahan.',
  'problem.codeUnknown': 'Kod ini tidak dikenali. Kod telah ditarik balik atau sudah lama tidak sah.',
  'problem.codeUsed':
    'Kod ini telah digunakan. Kod hanya sah untuk satu peranti dan paling banyak lima percubaan. Minta kod baharu.',
  'problem.codeExpired': 'Kod ini telah tamat tempoh. Kod sah selama sepuluh minit. Minta kod baharu.',
  'problem.notFound': 'Pengesahan ini tidak ditemui.',
  'problem.ended': 'Pengesahan ini telah tamat. Mulakan pengesahan baharu.',
  'problem.open': 'Pengesahan ini masih berjalan.',
  'problem.attempts': 'Terlalu banyak percubaan. Cuba lagi nanti.',
  'problem.inProgress': 'Pengesahan sedang dimulakan. Cuba lagi dalam beberapa saat.',
  'problem.busy': 'Terlalu banyak permintaan buat masa ini. Tunggu sebentar dan cuba lagi.',
  'problem.device':
    'Pengesahan tidak dapat dilakukan dengan peranti atau pelayar ini. Cuba gunakan peranti lain.',
  'problem.refused':
    'Penyedia perkhidmatan menolak permintaan ini. Hubungi pihak yang meminta anda membuat pengesahan.',
  'problem.unavailable': 'Penyedia perkhidmatan tidak tersedia buat masa ini. Cuba lagi nanti.',
  'problem.internal':
    'Ralat telah berlaku dalam aplikasi. Cuba lagi nanti; jika masalah berterusan, hubungi pengurus aplikasi.',
};
