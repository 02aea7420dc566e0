/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-demo-files.h"

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct _HubDemoFiles
{
  char *dir;
  FILE *files[HUB_DEMO_N_FILES]; /* (owned) */
  guint n_rows[HUB_DEMO_N_FILES];
  guint n_p3ke; /* ids given */
};

static const char dtsen_header[] =
    "id_keluarga,no_kk,nik,nama,tanggal_lahir,jenis_kelamin,hubungan,alamat,rt,rw,kode_wilayah,"
    "desil,pekerjaan,status";
static const char penerima_header[] =
    "program,nik,no_kk,komponen,periode,tahap,jumlah,saluran,kode_status,tanggal,keterangan";

static const struct
{
  const char *name;
  const char *header;
} files[HUB_DEMO_N_FILES] = {
  [HUB_DEMO_DTSEN] = { "dtsen-1.csv", dtsen_header },
  [HUB_DEMO_DTSEN_LATER] = { "dtsen-2.csv", dtsen_header },
  [HUB_DEMO_DTKS] = { "dtks.csv",
                      "nik,no_kk,nama,tanggal_lahir,alamat,kode_wilayah,status,sejak,alasan" },
  [HUB_DEMO_P3KE] = { "p3ke.csv",
                      "id_p3ke,nik,nama,tanggal_lahir,alamat,kode_wilayah,desil,tahun" },
  [HUB_DEMO_PK] = { "pk.csv", "id_keluarga_pk,nik,nama,tanggal_lahir,alamat,kode_wilayah,tahun,"
                              "risiko_stunting,faktor,kategori_3b" },
  [HUB_DEMO_OFFICIALS] = { "petugas.csv", "peran,nama,kode_wilayah,kontak" },
  [HUB_DEMO_POINTS] = { "titik.csv", "program,kode_wilayah,nama,alamat,jadwal,kontak" },
  [HUB_DEMO_PAID] = { "penerima-1.csv", penerima_header },
  [HUB_DEMO_LATEST] = { "penerima-2.csv", penerima_header },
};

static gboolean
set_error (const char *path, GError **error)
{
  g_set_error (error, HUB_ERROR, HUB_ERROR_CANT_CREATE, "cannot write %s: %s", path,
               g_strerror (errno));
  return FALSE;
}

static gboolean
open_file (HubDemoFiles *self, HubDemoFile file, GError **error)
{
  g_autofree char *path = hub_demo_files_path (self, file);
  int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  if (fd < 0)
    return set_error (path, error);
  self->files[file] = fdopen (fd, "w");
  if (self->files[file] == NULL)
    {
      close (fd);
      return set_error (path, error);
    }
  fprintf (self->files[file], "%s\n", files[file].header);
  return TRUE;
}

HubDemoFiles *
hub_demo_files_new (const char *dir, GError **error)
{
  g_autoptr (HubDemoFiles) self = g_new0 (HubDemoFiles, 1);

  self->dir = g_strdup (dir);
  if (g_mkdir_with_parents (dir, 0700) != 0)
    {
      set_error (dir, error);
      return NULL;
    }
  for (gsize i = 0; i < HUB_DEMO_N_FILES; i++)
    if (!open_file (self, (HubDemoFile) i, error))
      return NULL;
  return g_steal_pointer (&self);
}

void
hub_demo_files_free (HubDemoFiles *self)
{
  for (gsize i = 0; i < HUB_DEMO_N_FILES; i++)
    g_clear_pointer (&self->files[i], fclose);
  g_free (self->dir);
  g_free (self);
}

gboolean
hub_demo_files_close (HubDemoFiles *self, GError **error)
{
  for (gsize i = 0; i < HUB_DEMO_N_FILES; i++)
    {
      gboolean ok = !ferror (self->files[i]);

      if (fclose (g_steal_pointer (&self->files[i])) != 0 || !ok)
        return set_error (self->dir, error);
    }
  return TRUE;
}

char *
hub_demo_files_path (const HubDemoFiles *self, HubDemoFile file)
{
  return g_build_filename (self->dir, files[file].name, NULL);
}

guint
hub_demo_files_n_rows (const HubDemoFiles *self, HubDemoFile file)
{
  return self->n_rows[file];
}

/* NULL-terminated cells */
static void
put_row (HubDemoFiles *self, HubDemoFile file, const char *const *cells)
{
  FILE *out = self->files[file];

  for (gsize i = 0; cells[i] != NULL; i++)
    {
      if (i > 0)
        fputc (',', out);
      if (strpbrk (cells[i], ",\"\n") != NULL)
        csv_fwrite (out, cells[i], strlen (cells[i]));
      else
        fputs (cells[i], out);
    }
  fputc ('\n', out);
  self->n_rows[file]++;
}

static void
print_date (const GDate *date, char out[16])
{
  g_date_strftime (out, 16, "%Y-%m-%d", date);
}

static void
put_dtsen_row (HubDemoFiles *self,
               HubDemoFile file,
               const HubDemoFamily *family,
               const HubDemoPerson *person,
               const char *no_kk,
               const char *relation,
               const char *status)
{
  g_autofree char *rt = g_strdup_printf ("%03u", family->rt);
  g_autofree char *rw = g_strdup_printf ("%03u", family->rw);
  g_autofree char *desil = g_strdup_printf ("%u", family->desil);
  g_autofree char *id = g_strdup_printf ("K%s", no_kk + 6);
  char birth[16];
  const char *const cells[] = {
    id,
    no_kk,
    person->nik,
    person->name,
    birth,
    person->is_female ? "P" : "L",
    relation,
    family->address,
    rt,
    rw,
    family->village,
    desil,
    person->occupation,
    status,
    NULL,
  };

  print_date (&person->birth, birth);
  put_row (self, file, cells);
}

/* one who moved stands in the second batch twice: where from, and where to */
static void
put_later_dtsen (HubDemoFiles *self, const HubDemoFamily *family, const HubDemoPerson *person)
{
  const char *relation = person->later_relation != NULL ? person->later_relation : person->relation;
  const char *status = person->later_status != NULL ? person->later_status : person->status;

  if (person->later_kk != NULL)
    {
      put_dtsen_row (self, HUB_DEMO_DTSEN_LATER, family, person, family->no_kk, person->relation,
                     "pindah");
      put_dtsen_row (self, HUB_DEMO_DTSEN_LATER, family, person, person->later_kk, relation,
                     "aktif");
    }
  else if (person->is_new || person->later_status != NULL || person->later_relation != NULL)
    put_dtsen_row (self, HUB_DEMO_DTSEN_LATER, family, person, family->no_kk, relation, status);
}

void
hub_demo_files_put_dtsen (HubDemoFiles *self, const HubDemoFamily *family)
{
  for (guint i = 0; i < family->people->len; i++)
    {
      const HubDemoPerson *person = hub_demo_family_person (family, i);

      if (!person->is_new)
        put_dtsen_row (self, HUB_DEMO_DTSEN, family, person, family->no_kk, person->relation,
                       person->status);
      put_later_dtsen (self, family, person);
    }
}

void
hub_demo_files_put_dtks (HubDemoFiles *self,
                         const HubDemoFamily *family,
                         guint n_people,
                         const char *status)
{
  gboolean is_listed = strcmp (status, "terdaftar") == 0;

  for (guint i = 0; i < MIN (n_people, family->people->len); i++)
    {
      const HubDemoPerson *person = hub_demo_family_person (family, i);
      char birth[16];
      const char *const cells[] = {
        person->nik, family->no_kk,   person->name,
        birth,       family->address, family->village,
        status,      "2021-01-01",    is_listed ? "" : "Tidak ditemukan saat verifikasi",
        NULL,
      };

      print_date (&person->birth, birth);
      put_row (self, HUB_DEMO_DTKS, cells);
    }
}

void
hub_demo_files_put_p3ke (HubDemoFiles *self,
                         const HubDemoFamily *family,
                         guint desil,
                         guint without_nik,
                         guint year)
{
  g_autofree char *desil_text = g_strdup_printf ("%u", desil);
  g_autofree char *year_text = g_strdup_printf ("%u", year);

  for (guint i = 0; i < family->people->len; i++)
    {
      const HubDemoPerson *person = hub_demo_family_person (family, i);
      g_autofree char *id = g_strdup_printf ("P3KE-%.2s%.2s-%06u", family->village,
                                             family->village + 3, ++self->n_p3ke);
      char birth[16];
      const char *const cells[] = {
        id,
        i == without_nik ? "" : person->nik,
        person->name,
        birth,
        family->address,
        family->village,
        desil_text,
        year_text,
        NULL,
      };

      print_date (&person->birth, birth);
      put_row (self, HUB_DEMO_P3KE, cells);
    }
}

/* small children, and the mother of one below two */
static const char *
find_category (const HubDemoFamily *family, const HubDemoPerson *person, const GDate *today)
{
  if (hub_demo_person_age (person, today) < 5)
    return "balita";
  for (guint i = 0; i < family->people->len && strcmp (person->relation, "Istri") == 0; i++)
    if (hub_demo_person_age (hub_demo_family_person (family, i), today) < 2)
      return "menyusui";
  return "-";
}

void
hub_demo_files_put_pk (HubDemoFiles *self,
                       const HubDemoFamily *family,
                       const GDate *today,
                       const char *factors,
                       guint year)
{
  g_autofree char *year_text = g_strdup_printf ("%u", year);
  g_autofree char *id = g_strdup_printf ("PK%s", family->no_kk + 6);

  for (guint i = 0; i < family->people->len; i++)
    {
      const HubDemoPerson *person = hub_demo_family_person (family, i);
      char birth[16];
      const char *const cells[] = {
        id,
        person->nik,
        person->name,
        birth,
        family->address,
        family->village,
        year_text,
        *factors != '\0' ? "ya" : "tidak",
        factors,
        find_category (family, person, today),
        NULL,
      };

      if (person->is_new)
        continue;
      print_date (&person->birth, birth);
      put_row (self, HUB_DEMO_PK, cells);
    }
}

void
hub_demo_files_put_official (HubDemoFiles *self,
                             const char *role,
                             const char *name,
                             const char *region,
                             const char *contact)
{
  const char *const cells[] = { role, name, region, contact, NULL };

  put_row (self, HUB_DEMO_OFFICIALS, cells);
}

void
hub_demo_files_put_point (HubDemoFiles *self,
                          const char *programme,
                          const char *region,
                          const char *name,
                          const char *address,
                          const char *schedule)
{
  const char *const cells[] = { programme, region, name, address, schedule, "", NULL };

  put_row (self, HUB_DEMO_POINTS, cells);
}

void
hub_demo_files_put_payment (HubDemoFiles *self,
                            HubDemoFile file,
                            const HubDemoPerson *person,
                            const char *no_kk,
                            const HubDemoPayment *payment)
{
  g_autofree char *amount = g_strdup_printf ("%" G_GINT64_FORMAT, payment->amount);
  const char *note = payment->note != NULL ? payment->note : "";
  const char *const cells[] = {
    payment->programme, person->nik,    no_kk,  payment->component,
    payment->period,    payment->stage, amount, payment->channel,
    payment->state,     payment->date,  note,   NULL,
  };

  put_row (self, file, cells);
}
