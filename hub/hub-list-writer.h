/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-writer.h"

G_BEGIN_DECLS

/*
 * petugas, wilayah and titik, whose rows are kept by batch; and who is no longer on a newer list of
 * a programme, of officials or of points. A part of HubWriter.
 */
typedef struct _HubListWriter HubListWriter;

/* @store, @settler: outlive it */
HubListWriter *hub_list_writer_new (HubStore *store,
                                    HubSettler *settler,
                                    gint64 batch_seq,
                                    const char *date,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hub_list_writer_free (HubListWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubListWriter, hub_list_writer_free)

/* @changed: gets the names of the columns that differ */
HubWriteResult hub_list_writer_put_official (HubListWriter *self,
                                             const HubRow *row,
                                             GString *changed,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
HubWriteResult hub_list_writer_put_region (HubListWriter *self,
                                           const HubRow *row,
                                           GString *changed,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* touches the place of its village */
HubWriteResult hub_list_writer_put_point (HubListWriter *self,
                                          const HubRow *row,
                                          GString *changed,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean hub_list_writer_find_gone_recipients (HubListWriter *self,
                                               HubWriterGoneFunc gone,
                                               gpointer user_data,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* touches the households of their regions as well */
gboolean hub_list_writer_find_gone_officials (HubListWriter *self,
                                              HubWriterGoneFunc gone,
                                              gpointer user_data,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean hub_list_writer_find_gone_points (HubListWriter *self,
                                           HubWriterGoneFunc gone,
                                           gpointer user_data,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
