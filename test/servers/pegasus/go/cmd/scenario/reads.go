package main

import (
	"context"
	"encoding/hex"
	"fmt"
	"sort"

	"github.com/apache/incubator-pegasus/go-client/pegasus"
)

var filters = map[string]pegasus.FilterType{"": pegasus.FilterTypeNoFilter, "anywhere": pegasus.FilterTypeMatchAnywhere, "prefix": pegasus.FilterTypeMatchPrefix, "postfix": pegasus.FilterTypeMatchPostfix}

func (d *driver) read(ctx context.Context, asked call, hash []byte) (result, error) {
	filter := pegasus.Filter{Type: filters[asked.Filter], Pattern: octets(asked.Pattern)}
	options := &pegasus.MultiGetOptions{StartInclusive: true, StopInclusive: asked.StopInclusive, SortKeyFilter: filter, MaxFetchCount: or(asked.Count, 100), MaxFetchSize: or(asked.Size, 1_000_000), Reverse: asked.Reverse, NoValue: asked.NoValue}
	if asked.StartInclusive != nil {
		options.StartInclusive = *asked.StartInclusive
	}
	switch asked.Op {
	case "multi_get":
		if len(asked.Keys) > 0 {
			return rows(d.table.MultiGetOpt(ctx, hash, each(asked.Keys), options))
		}
		return rows(d.table.MultiGetRangeOpt(ctx, hash, []byte{}, []byte{}, options))
	case "multi_get_range":
		return rows(d.table.MultiGetRangeOpt(ctx, hash, octets(asked.Start), octets(asked.Stop), options))
	case "get_sort_keys":
		options.NoValue = true
		pairs, complete, err := d.table.MultiGetRangeOpt(ctx, hash, []byte{}, []byte{}, options)
		keys := [][]string{}
		for _, pair := range pairs {
			keys = append(keys, []string{hex.EncodeToString(pair.SortKey)})
		}
		return result{"rows": keys, "complete": complete}, err
	case "scan_hash":
		scanner, err := d.table.GetScanner(ctx, hash, octets(asked.Start), octets(asked.Stop), &pegasus.ScannerOptions{BatchSize: or(&asked.Batch, 1000), StartInclusive: true, StopInclusive: true, SortKeyFilter: filter})
		if err != nil {
			return nil, err
		}
		return scanned(ctx, []pegasus.Scanner{scanner})
	case "scan_all":
		scanners, err := d.table.GetUnorderedScanners(ctx, asked.Split, &pegasus.ScannerOptions{BatchSize: or(&asked.Batch, 1000), SortKeyFilter: filter, NoValue: asked.NoValue})
		if err != nil {
			return nil, err
		}
		return scanned(ctx, scanners)
	default:
		return nil, fmt.Errorf("no call %s", asked.Op)
	}
}

func or(value *int, otherwise int) int {
	if value == nil || *value == 0 {
		return otherwise
	}
	return *value
}

func rows(pairs []*pegasus.KeyValue, complete bool, err error) (result, error) {
	found := [][2]string{}
	for _, pair := range pairs {
		found = append(found, [2]string{hex.EncodeToString(pair.SortKey), hex.EncodeToString(pair.Value)})
	}
	return result{"rows": found, "complete": complete}, err
}

func scanned(ctx context.Context, scanners []pegasus.Scanner) (result, error) {
	found := [][3]string{}
	for _, scanner := range scanners {
		for {
			completed, hash, sortKey, value, err := scanner.Next(ctx)
			if err != nil {
				return nil, err
			}
			if completed {
				break
			}
			found = append(found, [3]string{hex.EncodeToString(hash), hex.EncodeToString(sortKey), hex.EncodeToString(value)})
		}
		if err := scanner.Close(); err != nil {
			return nil, err
		}
	}
	sort.Slice(found, func(i, j int) bool {
		return found[i][0]+"/"+found[i][1] < found[j][0]+"/"+found[j][1]
	})
	return result{"rows": found}, nil
}
