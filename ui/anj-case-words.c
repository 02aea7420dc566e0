/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-case-words.h"

#include "ui/anj-i18n.h"

static const AnjCaseWords WORDS[] = {
  {
      .kind = "complaint",
      .noun = N_ ("Aduan"),
      .number = N_ ("Nomor aduan"),
      .send = N_ ("Kirim aduan"),
      .saved = N_ ("Aduan sudah tersimpan"),
      .unsaved = N_ ("Aduan belum tersimpan."),
      .lost = N_ ("Maaf, aduan ini hilang"),
      .step = N_ ("Diperiksa petugas"),
      .doing = N_ ("Petugas membaca dan mencari jawabannya"),
      .step_icon = "layanan-cek-bantuan",
  },
  {
      .kind = "update",
      .noun = N_ ("Perubahan data"),
      .number = N_ ("Nomor perubahan"),
      .send = N_ ("Kirim perubahan"),
      .saved = N_ ("Perubahan sudah tersimpan"),
      .unsaved = N_ ("Perubahan belum tersimpan."),
      .lost = N_ ("Maaf, perubahan ini hilang"),
      .notice = N_ ("Perubahan data tidak menjamin bantuan."),
      .step = N_ ("Dicocokkan petugas"),
      .doing = N_ ("Data baru dan lama dibandingkan"),
      .step_icon = "layanan-perbarui-data",
  },
  {
      .kind = "proposal",
      .noun = N_ ("Usulan"),
      .number = N_ ("Nomor usulan"),
      .send = N_ ("Kirim usulan"),
      .saved = N_ ("Usulan sudah tersimpan"),
      .unsaved = N_ ("Usulan belum tersimpan."),
      .lost = N_ ("Maaf, usulan ini hilang"),
      .notice = N_ ("Usulan tidak menjamin bantuan."),
      .step = N_ ("Musyawarah desa"),
      .doing = N_ ("Desa membahas siapa yang layak"),
      .step_icon = "rumah",
  },
  {
      .kind = "objection",
      .noun = N_ ("Sanggahan"),
      .number = N_ ("Nomor sanggahan"),
      .send = N_ ("Kirim sanggahan"),
      .saved = N_ ("Sanggahan sudah tersimpan"),
      .unsaved = N_ ("Sanggahan belum tersimpan."),
      .lost = N_ ("Maaf, sanggahan ini hilang"),
      .step = N_ ("Musyawarah desa"),
      .doing = N_ ("Desa memeriksa dan membahasnya"),
      .step_icon = "sanggah",
  },
  {
      .kind = "referral",
      .noun = N_ ("Pengajuan"),
      .number = N_ ("Nomor pengajuan"),
      .send = N_ ("Kirim pengajuan"),
      .saved = N_ ("Pengajuan sudah tersimpan"),
      .unsaved = N_ ("Pengajuan belum tersimpan."),
      .lost = N_ ("Maaf, pengajuan ini hilang"),
      .notice = N_ ("Pengajuan tidak menjamin bantuan."),
      .step = N_ ("Diperiksa petugas"),
      .doing = N_ ("Petugas memeriksa surat dan syarat"),
      .step_icon = "kertas",
  },
  {
      .kind = "note",
      .noun = N_ ("Kabar"),
      .number = N_ ("Nomor kabar"),
      .send = N_ ("Kirim kabar"),
      .saved = N_ ("Kabar sudah tersimpan"),
      .unsaved = N_ ("Kabar belum tersimpan."),
      .lost = N_ ("Maaf, kabar ini hilang"),
      .step = N_ ("Dibaca bersama aduan Anda"),
      .doing = N_ ("Petugas menambahkannya pada berkas"),
      .step_icon = "layanan-ikuti",
  },
};

const AnjCaseWords *
anj_case_words (const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (WORDS); i++)
    if (g_str_equal (WORDS[i].kind, kind))
      return &WORDS[i];
  return &WORDS[0];
}
