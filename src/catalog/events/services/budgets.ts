/** Source: Service Authorization Reference, "AWS Budget Service". */
import type { EventTable } from '../event-table.js';

export const BUDGETS_EVENTS: EventTable = {
  CreateBudget: { actions: ['budgets:ModifyBudget'] },
  CreateNotification: { actions: ['budgets:ModifyBudget'] },
  CreateSubscriber: { actions: ['budgets:ModifyBudget'] },
  DeleteBudget: { actions: ['budgets:ModifyBudget'] },
  DeleteNotification: { actions: ['budgets:ModifyBudget'] },
  DeleteSubscriber: { actions: ['budgets:ModifyBudget'] },
  DescribeBudget: { actions: ['budgets:ViewBudget'] },
  DescribeBudgetNotificationsForAccount: { actions: ['budgets:ViewBudget'] },
  DescribeBudgetPerformanceHistory: { actions: ['budgets:ViewBudget'] },
  DescribeBudgets: { actions: ['budgets:ViewBudget'] },
  DescribeNotificationsForBudget: { actions: ['budgets:ViewBudget'] },
  DescribeSubscribersForNotification: { actions: ['budgets:ViewBudget'] },
  UpdateBudget: { actions: ['budgets:ModifyBudget'] },
  UpdateNotification: { actions: ['budgets:ModifyBudget'] },
  UpdateSubscriber: { actions: ['budgets:ModifyBudget'] },
};
