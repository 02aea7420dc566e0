/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-demo-officials.h"

#include "core/anj-region.h"
#include "hub/hub-demo-names.h"

static const char *const village_roles[] = { "OPERATOR_DESA", "TPK", "TP_PKK", NULL };
static const char *const district_roles[] = { "PENDAMPING_PKH", "TKSK", "PKB", "CAMAT", NULL };
static const char *const regency_roles[] = { "DINSOS_KAB", "BAZNAS", "BPJS_TK", "PPAPP",
                                             "PMD",        "BPS",    NULL };

typedef struct
{
  HubDemoFiles *files;
  HubDemoMint *mint;
  guint n_contacts;
} Officials;

static void
put_one (Officials *self, const char *role, const char *region)
{
  GRand *rand = hub_demo_mint_rand (self->mint);
  g_autofree char *name = hub_demo_name (rand, region, g_rand_boolean (rand));
  guint number = ++self->n_contacts;
  /* 0800 with zeros behind it is dialled by nobody */
  g_autofree char *contact = g_strdup_printf ("0800-%04u-%04u", number / 10000, number % 10000);

  hub_demo_files_put_official (self->files, role, name, region, contact);
}

static void
put_all (Officials *self, const char *const *roles, const char *region)
{
  for (gsize i = 0; roles[i] != NULL; i++)
    put_one (self, roles[i], region);
}

void
hub_demo_officials_put (HubDemoFiles *files, HubDemoMint *mint, const GPtrArray *villages)
{
  Officials self = { files, mint, 0 };
  g_autofree char *last_district = NULL;
  g_autofree char *last_regency = NULL;

  for (guint i = 0; i < villages->len; i++)
    {
      const char *village = g_ptr_array_index (villages, i);
      g_autofree char *district = anj_region_code_parent (village);
      g_autofree char *regency = anj_region_code_parent (district);

      if (g_strcmp0 (regency, last_regency) != 0)
        put_all (&self, regency_roles, regency);
      if (g_strcmp0 (district, last_district) != 0)
        put_all (&self, district_roles, district);
      /* codes 1xxx are towns' (kelurahan), 2xxx the country's (desa) */
      put_one (&self, village[9] == '1' ? "LURAH" : "KEPALA_DESA", village);
      put_all (&self, village_roles, village);
      g_free (last_district);
      g_free (last_regency);
      last_district = g_steal_pointer (&district);
      last_regency = g_steal_pointer (&regency);
    }
}
