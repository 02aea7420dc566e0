/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-demo-family.h"
#include "hub/hub-error.h"

G_BEGIN_DECLS

/* The demo's CSV files, written row by row. */

typedef enum {
  HUB_DEMO_DTSEN,
  HUB_DEMO_DTSEN_LATER, /* what changed since */
  HUB_DEMO_DTKS,
  HUB_DEMO_P3KE,
  HUB_DEMO_PK,
  HUB_DEMO_OFFICIALS,
  HUB_DEMO_POINTS,
  HUB_DEMO_PAID,   /* penerima of periods that are over */
  HUB_DEMO_LATEST, /* penerima of the present one */
  HUB_DEMO_N_FILES,
} HubDemoFile;

typedef struct _HubDemoFiles HubDemoFiles;

/* @dir: made, 0700; files of an earlier run are written over */
HubDemoFiles *hub_demo_files_new (const char *dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hub_demo_files_free (HubDemoFiles *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubDemoFiles, hub_demo_files_free)
/* flushes and closes; errors of writing show here */
gboolean hub_demo_files_close (HubDemoFiles *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): where a file stands */
char *hub_demo_files_path (const HubDemoFiles *self, HubDemoFile file);
guint hub_demo_files_n_rows (const HubDemoFiles *self, HubDemoFile file);

/* the family's rows in the first and, where something changed, in the second batch of dtsen */
void hub_demo_files_put_dtsen (HubDemoFiles *self, const HubDemoFamily *family);
/* @n_people: as many of the family, from the head on, are known there */
void hub_demo_files_put_dtks (HubDemoFiles *self,
                              const HubDemoFamily *family,
                              guint n_people,
                              const char *status);
/* @without_nik: index of one who has no NIK there; %G_MAXUINT for none */
void hub_demo_files_put_p3ke (HubDemoFiles *self,
                              const HubDemoFamily *family,
                              guint desil,
                              guint without_nik,
                              guint year);

/* @factors: of a risk of stunting, words with | between; "" for none */
void hub_demo_files_put_pk (HubDemoFiles *self,
                            const HubDemoFamily *family,
                            const GDate *today,
                            const char *factors,
                            guint year);
void hub_demo_files_put_official (HubDemoFiles *self,
                                  const char *role,
                                  const char *name,
                                  const char *region,
                                  const char *contact);
/* @schedule: days and hours, in words */
void hub_demo_files_put_point (HubDemoFiles *self,
                               const char *programme,
                               const char *region,
                               const char *name,
                               const char *address,
                               const char *schedule);

/**
 * HubDemoPayment:
 * @amount: rupiah
 * @date: "" while nothing was paid
 * @note: (nullable)
 */
typedef struct
{
  const char *programme;
  const char *component;
  const char *period;
  const char *stage;
  gint64 amount;
  const char *channel;
  const char *state;
  const char *date;
  const char *note;
} HubDemoPayment;

void hub_demo_files_put_payment (HubDemoFiles *self,
                                 HubDemoFile file,
                                 const HubDemoPerson *person,
                                 const char *no_kk,
                                 const HubDemoPayment *payment);

G_END_DECLS
