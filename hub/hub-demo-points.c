/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-demo-points.h"

static const struct
{
  const char *programme;
  const char *name;
  const char *address;
  const char *schedule;
} points[] = {
  { "MBG", "SD Negeri 1", "Dekat kantor desa", "Senin sampai Jumat, 09.30" },
  { "MBG", "Posyandu Mawar", "RT 02 RW 01", "Senin dan Kamis, 08.00 sampai 10.00" },
  { "PMT", "Posyandu Mawar", "RT 02 RW 01", "Selasa, 08.00 sampai 10.00" },
  { "PMT", "Posyandu Melati", "RT 05 RW 03", "Rabu, 08.00 sampai 10.00" },
};

void
hub_demo_points_put (HubDemoFiles *files, const GPtrArray *villages)
{
  for (guint i = 0; i < villages->len; i++)
    for (gsize j = 0; j < G_N_ELEMENTS (points); j++)
      hub_demo_files_put_point (files, points[j].programme, g_ptr_array_index (villages, i),
                                points[j].name, points[j].address, points[j].schedule);
}
