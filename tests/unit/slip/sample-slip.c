/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sample-slip.h"

#define VILLAGE "Desa Sumber Kencana"
#define REGENCY "Kabupaten Jember"
#define NUMBER "PGD-4827-K"

static const AnjSlipStep ID_STEPS[] = {
  { "Diteruskan ke Dinas Sosial Jember", "Otomatis, paling lambat hari ini" },
  { "Diperiksa petugas", "Petugas membaca dan mencari jawabannya" },
  { "Jawaban untuk Anda", "Paling lambat Kamis, 3 Desember 2026" },
};

static const AnjSlipStep EN_STEPS[] = {
  { "Passed on to the social office", "By itself, today at the latest" },
  { "An answer for you", "Thursday, 3 December 2026 at the latest" },
};

/* as long as words get: longer than a line of the narrow paper */
static const AnjSlipStep JV_STEPS[] = {
  { "Dipuntindakaken dhumateng Dinas Sosial Kabupaten Jember",
    "Kanthi otomatis, paling telat sapunika saderengipun kantor dipuntutup" },
  { "Dipunpriksanipun dening para petugas",
    "Mbokmenawi kedahdipunpriksamalihsarengwargadesasanesipun" },
  { "Wangsulan kangge panjenengan", "Paling telat Kemis, 3 Desember 2026" },
};

static const AnjSlipStep SU_STEPS[] = {
  { "Diteraskeun ka Dinas Sosial", "Otomatis, panglambatna dinten ieu" },
  { "Waleran kanggo anjeun", "Panglambatna Kemis, 3 Désémber 2026" },
};

static const AnjSlipStep MAD_STEPS[] = {
  { "Èterrosaghi ka Dinas Sosial", "Otomatis, palèng dhibudhi arè samangkèn" },
  { "Jawabhân kaangghuy panjhennengngan", "Palèng dhibudhi Kemmès, 3 Dhésèmber 2026" },
};

static const AnjSlipStep RESULT_STEPS[] = {
  { "PKH: Menerima", "Rp600.000, 12 November 2026" },
  { "Sembako: Menunggu", "Uang sedang disiapkan." },
  { "BLT Desa: Tidak terdaftar", "Ada usulan lain yang lebih dahulu." },
};

static const AnjSlip SLIPS[] = {
  {
      .language = "id",
      .village = VILLAGE,
      .regency = REGENCY,
      .date = "Senin, 23 November 2026, 09.44",
      .title = "Nomor aduan",
      .number = NUMBER,
      .pin_title = "PIN, jangan diberitahukan",
      .pin = SAMPLE_PIN,
      .qr = SAMPLE_QR,
      .advice = "Simpan kertas ini. Tanyakan di layar desa kapan saja.",
      .steps_title = "Yang terjadi selanjutnya",
      .steps = ID_STEPS,
      .n_steps = G_N_ELEMENTS (ID_STEPS),
      .whom_title = "Ada pertanyaan? Temui",
      .whom = "Bu Siti Rahayu\nOperator data desa\n0812-0000-9001",
      .free_of_charge = "Gratis. Tidak ada biaya apa pun.",
      .help = "Bantuan: 0331-000-9003",
  },
  {
      .language = "id",
      .village = VILLAGE,
      .regency = REGENCY,
      .date = "Senin, 23 November 2026, 09.44",
      .copy = "SALINAN",
      .title = "Nomor aduan",
      .number = NUMBER,
      .qr = SAMPLE_QR,
      .steps_title = "Yang terjadi selanjutnya",
      .steps = ID_STEPS,
      .n_steps = G_N_ELEMENTS (ID_STEPS),
      .free_of_charge = "Gratis. Tidak ada biaya apa pun.",
  },
  {
      .language = "en",
      .village = VILLAGE,
      .regency = REGENCY,
      .date = "Monday, 23 November 2026",
      .title = "Number of your complaint",
      .number = NUMBER,
      .pin_title = "PIN, tell nobody",
      .pin = SAMPLE_PIN,
      .qr = SAMPLE_QR,
      .advice = "Keep this paper. Ask at the village screen any time.",
      .steps_title = "What happens next",
      .steps = EN_STEPS,
      .n_steps = G_N_ELEMENTS (EN_STEPS),
      .whom_title = "Questions? See",
      .whom = "Inspektorat",
      .free_of_charge = "Free. It costs nothing.",
      .help = "Help: 0331-000-9003",
  },
  {
      .language = "jv",
      .village = VILLAGE,
      .regency = REGENCY,
      .date = "Senèn, 23 November 2026, 09.44",
      .title = "Nomer aduan panjenengan",
      .number = NUMBER,
      .pin_title = "PIN, sampun dipunsanjangaken dhateng sinten kemawon",
      .pin = SAMPLE_PIN,
      .qr = SAMPLE_QR,
      .steps_title = "Salajengipun badhé kadospundi",
      .steps = JV_STEPS,
      .n_steps = G_N_ELEMENTS (JV_STEPS),
      .whom_title = "Badhé nyuwun pirsa dhateng",
      .whom = "Bu Siti Rahayu\nOperator data desa\n0812-0000-9001",
      .free_of_charge = "Gratis. Boten wonten beya menapa-menapa.",
  },
  {
      .language = "su",
      .village = VILLAGE,
      .regency = REGENCY,
      .date = "Senén, 23 Nopémber 2026, 09.44",
      .title = "Nomer aduan",
      .number = NUMBER,
      .pin_title = "PIN, ulah dibéjakeun",
      .pin = SAMPLE_PIN,
      .qr = SAMPLE_QR,
      .steps_title = "Lajengna kumaha",
      .steps = SU_STEPS,
      .n_steps = G_N_ELEMENTS (SU_STEPS),
      .free_of_charge = "Gratis. Teu aya waragad naon-naon.",
  },
  {
      .language = "mad",
      .village = VILLAGE,
      .regency = REGENCY,
      .date = "Sennèn, 23 Nopèmber 2026, 09.44",
      .title = "Nomer adhuwân",
      .number = NUMBER,
      .pin_title = "PIN, jhâ' beca'aghi",
      .pin = SAMPLE_PIN,
      .qr = SAMPLE_QR,
      .steps_title = "Saamponna panèka",
      .steps = MAD_STEPS,
      .n_steps = G_N_ELEMENTS (MAD_STEPS),
      .free_of_charge = "Gratis. Ta' bâḍâ bhândhâ ponapa.",
  },
  {
      .language = "id",
      .village = VILLAGE,
      .regency = REGENCY,
      .date = "Senin, 23 November 2026, 09.44",
      .title = "Bantuan keluarga Anda",
      .steps_title = "Data per 15 November 2026",
      .steps = RESULT_STEPS,
      .n_steps = G_N_ELEMENTS (RESULT_STEPS),
      .whom_title = "Ada pertanyaan? Temui",
      .whom = "Bu Siti Rahayu\nOperator data desa\n0812-0000-9001",
      .free_of_charge = "Gratis. Tidak ada biaya apa pun.",
  },
};

const AnjSlip *
sample_slip (guint index)
{
  return index < G_N_ELEMENTS (SLIPS) ? &SLIPS[index] : NULL;
}
