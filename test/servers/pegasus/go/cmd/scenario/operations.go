package main

import (
	"context"
	"fmt"
	"sort"

	"github.com/apache/incubator-pegasus/go-client/idl/admin"
)

// Calls of operators, which the client has for programs of its own kind only.
func (d *driver) operate(ctx context.Context, asked call) (result, error) {
	number := int32(asked.Number)
	switch asked.What {
	case "policies":
		answer, err := d.metas.QueryBackupPolicy(ctx, &admin.QueryBackupPolicyRequest{PolicyNames: []string{}, BackupInfoCount: 2})
		if err != nil {
			return nil, err
		}
		policies := []any{}
		for index, policy := range answer.Policys {
			policies = append(policies, []any{policy.PolicyName, policy.BackupProviderType, policy.BackupIntervalSeconds, policy.AppIds, policy.IsDisable, len(answer.BackupInfos[index])})
		}
		return result{"policies": policies}, nil
	case "add_dup":
		checkpoint := false
		answer, err := d.metas.AddDuplication(ctx, &admin.DuplicationAddRequest{AppName: asked.Table, RemoteClusterName: asked.Text, IsDuplicatingCheckpoint: checkpoint})
		if err != nil {
			return nil, err
		}
		return result{"dup": answer.Dupid}, nil
	case "modify_dup":
		status := admin.DuplicationStatus(asked.Kind)
		_, err := d.metas.ModifyDuplication(ctx, &admin.DuplicationModifyRequest{AppName: asked.Table, Dupid: number, Status: &status})
		return written(err)
	case "query_dup":
		answer, err := d.metas.QueryDuplication(ctx, &admin.DuplicationQueryRequest{AppName: asked.Table})
		if err != nil {
			return nil, err
		}
		entries := []any{}
		for _, entry := range answer.EntryList {
			entries = append(entries, []any{entry.Dupid, int(entry.Status), entry.Remote, len(entry.Progress)})
		}
		return result{"dups": entries}, nil
	case "start_load":
		_, err := d.metas.StartBulkLoad(ctx, &admin.StartBulkLoadRequest{AppName: asked.Table, ClusterName: "c", FileProviderType: asked.Text, RemoteRootPath: "/r"})
		return written(err)
	case "control_load":
		_, err := d.metas.ControlBulkLoad(ctx, &admin.ControlBulkLoadRequest{AppName: asked.Table, Type: admin.BulkLoadControlType(asked.Kind)})
		return written(err)
	case "clear_load":
		_, err := d.metas.ClearBulkLoad(ctx, &admin.ClearBulkLoadStateRequest{AppName: asked.Table})
		return written(err)
	case "query_load":
		answer, err := d.metas.QueryBulkLoadStatus(ctx, &admin.QueryBulkLoadRequest{AppName: asked.Table})
		if err != nil {
			return nil, err
		}
		progress := 0
		for _, replicas := range answer.BulkLoadStates {
			for _, replica := range replicas {
				progress += int(replica.DownloadProgress)
			}
		}
		return result{"status": int(answer.AppStatus), "partitions": len(answer.PartitionsStatus), "progress": progress}, nil
	case "start_split":
		_, err := d.metas.StartPartitionSplit(ctx, &admin.StartPartitionSplitRequest{AppName: asked.Table, NewPartitionCount_: number})
		return written(err)
	case "control_split":
		request := &admin.ControlSplitRequest{AppName: asked.Table, ControlType: admin.SplitControlType(asked.Kind), ParentPidx: -1}
		if asked.Kind == 2 {
			request.OldPartitionCount = &number
		} else if number > 0 {
			request.ParentPidx = number
		}
		_, err := d.metas.ControlPartitionSplit(ctx, request)
		return written(err)
	case "query_split":
		answer, err := d.metas.QuerySplitStatus(ctx, &admin.QuerySplitRequest{AppName: asked.Table})
		if err != nil {
			return nil, err
		}
		statuses := []string{}
		for partition, status := range answer.Status {
			statuses = append(statuses, fmt.Sprintf("%d %d", partition, status))
		}
		sort.Strings(statuses)
		return result{"count": answer.NewPartitionCount_, "statuses": statuses}, nil
	default:
		panic(asked.What)
	}
}
