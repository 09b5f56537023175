import type { GoPackage } from '../../servers/pegasus/judges/clients';

/** The tests of the official clients, by name: one that is gone or new is noticed. */

export const GO_TESTS: Readonly<Record<GoPackage, readonly string[]>> = {
  pegasus: [
    'TestPegasusClient_OpenTable', 'TestPegasusClient_OpenTableTimeout', 'TestPegasusClient_ConcurrentOpenSameTable', 'TestPegasusClient_ConcurrentMetaQueries',
    'TestPegasusClient_New', 'TestReturnCorrectErrorCode', 'TestRetryFailOver_Success', 'TestRetryFailOver_FailureNoRetry',
    'TestRetryFailOver_FailureRetryWithIncreasingInterval', 'TestRetryFailOver_FailureRetryUntilTimeout', 'TestPegasusTableConnector_ConcurrentCallScanner',
    'TestPegasusTableConnector_NoValueScan', 'TestPegasusTableConnector_ScanInclusive', 'TestPegasusTableConnector_ScanFailRecover',
    'TestPegasusTableConnector_ScanWithFilter', 'TestPegasusTableConnector_CloseMustNotLeak', 'TestPegasusTableConnector_SingleKeyOperations',
    'TestPegasusTableConnector_EmptyInput', 'TestPegasusTableConnector_TriggerSelfUpdate', 'TestPegasusTableConnector_ValidateHashKey',
    'TestPegasusTableConnector_HandleInvalidQueryConfigResp', 'TestPegasusTableConnector_QueryConfigRespWhileStartSplit',
    'TestPegasusTableConnector_QueryConfigRespWhileCancelSplit', 'TestPegasusTableConnector_Close', 'TestPegasusTableConnector_GetPartitionIndex',
    'TestPegasusTableConnector_GetPartitionIndexRedirct', 'TestPegasusTableConnector_MultiKeyOperations', 'TestPegasusTableConnector_CheckAndSet',
    'TestPegasusTableConnector_Incr', 'TestPegasusTableConnector_BatchGet',
  ],
  admin: [
    'TestAdmin_Table', 'TestAdmin_ListTablesTimeout', 'TestAdmin_CreateTableMustAvailable', 'TestAdmin_GetAppEnvs', 'TestAdmin_RemoteCommandCall',
  ],
  session: [
    'TestResolveMetaAddr', 'TestCodec_Marshal', 'TestCodec_UnmarshalErrorCode', 'TestNodeSession_ContextCancel', 'TestNodeSession_Call',
    'TestMetaSession_MustQueryLeader', 'TestNodeSession_ConcurrentCall', 'TestMetaManager_FirstMetaDead', 'TestReplicaManager_GetReplica',
    'TestReplicaManager_Close', 'TestReplicaManager_UnresponsiveHandler', 'TestNodeSession_Close', 'TestNodeSession_LoopForRequest',
    'TestNodeSession_LoopForDialingSuccess', 'TestNodeSession_LoopForDialingCancelled', 'TestNodeSession_WriteFailed', 'TestNodeSession_WaitUntilSessionReady',
    'TestNodeSession_CallToEcho', 'TestNodeSession_ConcurrentCallToEcho', 'TestNodeSession_GracefulShutdown', 'TestNodeSession_RestartConnection',
    'TestNodeSession_ReceiveErrorCode', 'TestNodeSession_Redial', 'TestNodeSession_ReadEOF', 'TestNodeSession_ReadTimeout',
    'TestNodeSession_HasRecentUnresponsiveWrite',
  ],
  rpc: [
    'TestRpcConn_CreateConnected', 'TestRpcConn_ReadWriteNotReady', 'TestRpcConn_ReadCancelled', 'TestRpcConn_NewRpcConnectFailed', 'TestRpcConn_CancelConnecting',
    'TestRpcConn_WriteAndRead', 'Test_IsNetworkTimeoutErr', 'TestRpcConn_ReadHugeSizeData', 'TestRpcWriteStream_WriteAndFlush', 'TestRpcReadStream_Read',
  ],
  'idl/base': [
    'TestGpid', 'TestRPCAddress',
  ],
};

/** They ask hosts of the internet. */
export const OUTSIDE: readonly string[] = ['TestResolveMetaAddr', 'TestNodeSession_LoopForDialingCancelled', 'TestRpcConn_CancelConnecting', 'Test_IsNetworkTimeoutErr'];

/** They want a server that sends back what it gets, which listens on all interfaces. */
export const ECHO: readonly string[] = [
  'TestNodeSession_WaitUntilSessionReady', 'TestNodeSession_CallToEcho', 'TestNodeSession_ConcurrentCallToEcho', 'TestNodeSession_ReceiveErrorCode',
  'TestNodeSession_Redial', 'TestRpcConn_CreateConnected', 'TestRpcConn_ReadWriteNotReady', 'TestRpcConn_ReadCancelled', 'TestRpcConn_WriteAndRead',
  'TestRpcConn_ReadHugeSizeData',
];

/** `tests.test_basics.TestBasics` of the Python client. */
export const PYTHON_TESTS: readonly string[] = [
  'test_binary_get_ok', 'test_exist_none', 'test_exist_ok', 'test_get_none', 'test_get_ok', 'test_get_sort_keys_none', 'test_get_sort_keys_ok', 'test_multi_del_ok',
  'test_multi_get_1by1_ok', 'test_multi_get_more_ok', 'test_multi_get_ok', 'test_multi_get_opt_anywhere_ok', 'test_multi_get_opt_no_value_ok',
  'test_multi_get_opt_ok', 'test_multi_get_opt_postfix_ok', 'test_multi_get_opt_prefix_ok', 'test_multi_get_opt_reverse_ok',
  'test_multi_get_opt_sortkey_inclusive_ok', 'test_multi_get_part_ok', 'test_multi_set_ok', 'test_remove_ok', 'test_scan_all', 'test_scan_none', 'test_scan_part',
  'test_set_ok', 'test_set_timeout', 'test_sort_key_count_ok', 'test_ttl_N', 'test_ttl_N_with_phase', 'test_ttl_expired', 'test_ttl_forever',
  'test_unordered_scan_all', 'test_unordered_scan_none',
];

/** They read the whole table and take every key for UTF-8: they have a table of their own, since another test leaves bytes behind that are not. */
export const PYTHON_ALONE: readonly string[] = ['test_unordered_scan_all', 'test_unordered_scan_none'];
