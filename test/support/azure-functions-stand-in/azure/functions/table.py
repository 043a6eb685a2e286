"""Decorator -> (binding type, kind, arguments). An argument with `=` may be left out; its default goes into the binding."""

TRIGGERS = {
    "timer_trigger": ("timerTrigger", "arg_name schedule run_on_startup=None use_monitor=None data_type=None **"),
    "schedule": ("timerTrigger", "arg_name schedule run_on_startup=None use_monitor=None data_type=None **"),
    "warm_up_trigger": ("warmupTrigger", "arg_name data_type=None **"),
    "service_bus_queue_trigger": ("serviceBusTrigger", "arg_name connection queue_name data_type=None access_rights=None is_sessions_enabled=None cardinality=None **"),
    "service_bus_topic_trigger": ("serviceBusTrigger", "arg_name connection topic_name subscription_name data_type=None access_rights=None is_sessions_enabled=None cardinality=None **"),
    "queue_trigger": ("queueTrigger", "arg_name queue_name connection data_type=None **"),
    "event_hub_message_trigger": ("eventHubTrigger", "arg_name connection event_hub_name data_type=None cardinality=None consumer_group=None **"),
    "cosmos_db_trigger_v3": ("cosmosDBTrigger", "arg_name database_name collection_name connection_string_setting lease_collection_name=None lease_connection_string_setting=None lease_database_name=None create_lease_collection_if_not_exists=None leases_collection_throughput=None lease_collection_prefix=None checkpoint_interval=None checkpoint_document_count=None feed_poll_delay=None lease_renew_interval=None lease_acquire_interval=None lease_expiration_interval=None max_items_per_invocation=None start_from_beginning=None preferred_locations=None data_type=None **"),
    "cosmos_db_trigger": ("cosmosDBTrigger", "arg_name connection database_name container_name lease_connection=None lease_database_name=None lease_container_name=None create_lease_container_if_not_exists=None leases_container_throughput=None lease_container_prefix=None feed_poll_delay=None lease_acquire_interval=None lease_expiration_interval=None lease_renew_interval=None max_items_per_invocation=None start_from_beginning=None start_from_time=None preferred_locations=None data_type=None **"),
    "blob_trigger": ("blobTrigger", "arg_name path connection source=None data_type=None **"),
    "event_grid_trigger": ("eventGridTrigger", "arg_name data_type=None **"),
    "sql_trigger": ("sqlTrigger", "arg_name table_name connection_string_setting leases_table_name=None data_type=None **"),
    "generic_trigger": (None, "arg_name type data_type=None **"),
    "dapr_service_invocation_trigger": ("daprServiceInvocationTrigger", "arg_name method_name data_type=None **"),
    "dapr_binding_trigger": ("daprBindingTrigger", "arg_name binding_name data_type=None **"),
    "dapr_topic_trigger": ("daprTopicTrigger", "arg_name pub_sub_name topic route=None data_type=None **"),
}

INPUTS = {
    "cosmos_db_input_v3": ("cosmosDB", "arg_name database_name collection_name connection_string_setting id=None sql_query=None partition_key=None data_type=None **"),
    "cosmos_db_input": ("cosmosDB", "arg_name connection database_name container_name partition_key=None id=None sql_query=None preferred_locations=None data_type=None **"),
    "blob_input": ("blob", "arg_name path connection data_type=None **"),
    "table_input": ("table", "arg_name connection table_name row_key=None partition_key=None take=None filter=None data_type=None"),
    "sql_input": ("sql", "arg_name command_text connection_string_setting command_type=Text parameters=None data_type=None **"),
    "generic_input_binding": (None, "arg_name type data_type=None **"),
    "dapr_state_input": ("daprState", "arg_name state_store key dapr_address=None data_type=None **"),
    "dapr_secret_input": ("daprSecret", "arg_name secret_store_name key metadata dapr_address=None data_type=None **"),
}

OUTPUTS = {
    "service_bus_queue_output": ("serviceBus", "arg_name connection queue_name data_type=None access_rights=None **"),
    "service_bus_topic_output": ("serviceBus", "arg_name connection topic_name subscription_name=None data_type=None access_rights=None **"),
    "queue_output": ("queue", "arg_name queue_name connection data_type=None **"),
    "event_hub_output": ("eventHub", "arg_name connection event_hub_name data_type=None **"),
    "cosmos_db_output_v3": ("cosmosDB", "arg_name database_name collection_name connection_string_setting create_if_not_exists=None partition_key=None collection_throughput=None use_multiple_write_locations=None preferred_locations=None data_type=None **"),
    "cosmos_db_output": ("cosmosDB", "arg_name connection database_name container_name create_if_not_exists=None partition_key=None container_throughput=None preferred_locations=None data_type=None **"),
    "blob_output": ("blob", "arg_name path connection data_type=None **"),
    "event_grid_output": ("eventGrid", "arg_name topic_endpoint_uri=None topic_key_setting=None connection=None data_type=None **"),
    "table_output": ("table", "arg_name connection table_name row_key=None partition_key=None data_type=None"),
    "sql_output": ("sql", "arg_name command_text connection_string_setting data_type=None **"),
    "generic_output_binding": (None, "arg_name type data_type=None **"),
    "dapr_state_output": ("daprState", "arg_name state_store key dapr_address=None data_type=None **"),
    "dapr_invoke_output": ("daprInvoke", "arg_name app_id method_name http_verb dapr_address=None data_type=None **"),
    "dapr_publish_output": ("daprPublish", "arg_name pub_sub_name topic dapr_address=None data_type=None **"),
    "dapr_binding_output": ("daprBinding", "arg_name binding_name operation dapr_address=None data_type=None **"),
}
