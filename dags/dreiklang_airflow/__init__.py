"""What the DAG files share: how a task runs a command, and what every rhythm has in common. In: Airflow. Out: tasks."""
